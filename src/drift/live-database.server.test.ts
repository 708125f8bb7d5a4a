/** Several databases, and which of them may be a shadow. */
import { beforeEach, expect, it } from "vitest";
import { connect } from "../shadow/engines/server.ts";
import { deployPrisma, prismaFiles } from "./deploy-prisma.testing.ts";
import { driftIn, mainWith } from "./drift.testing.ts";
import { databaseOf, TestServer } from "./test-server.testing.ts";

const at = new TestServer(16);
let root: string;
beforeEach(() => {
  root = mainWith(prismaFiles());
});

it("leaves nothing behind in the live database", async () => {
  await deployPrisma(at.live);
  const count = "SELECT count(*)::int AS n FROM pg_class";
  const before = await at.live.query(count);
  await driftIn(root, [at.url]);
  expect(await at.live.query(count)).toEqual(before);
});

it("knows the schema that a URL names: each tenant has its own, and the others are not its business", async () => {
  const tenants = ["red", "blue"].map((schema) => `${at.url}?schema=${schema}`);
  for (const schema of ["red", "blue"]) {
    await at.live.query(`CREATE SCHEMA ${schema}`);
    await at.live.query(`SET search_path = ${schema}`);
    await deployPrisma(at.live);
  }
  expect(await driftIn(root, tenants)).toMatchObject({ exit: 0, history: [], catalog: [] });
  await at.live.query("ALTER TABLE blue.users ADD by_hand int");
  const { report, catalog, target } = await driftIn(root, tenants);
  expect(catalog).toEqual(["unexpected column blue.users.by_hand"]);
  const [red, blue] = report.databases;
  expect([red?.name, red?.state]).toEqual([expect.stringMatching(/\?schema=red$/), "clean"]);
  expect(target.catalog.differences[0]?.databases).toEqual([blue?.name]);
  await at.live.query("RESET search_path; CREATE TABLE stranger (id int)");
  expect(await driftIn(root, [`${at.url}?schema=red`])).toMatchObject({
    catalog: ["unexpected table public.stranger"],
  });
});

it("never takes one of a fleet's databases for the shadow", async () => {
  await deployPrisma(at.live);
  const other = await at.createDatabase();
  const session = await connect(other);
  await deployPrisma(session);
  await session.end();
  const before = await at.live.query("SELECT count(*)::int AS n FROM pg_class");
  for (const shadow of [at.url, other.replace("127.0.0.1", "localhost"), `${at.url}?application_name=x`]) {
    await expect(driftIn(root, [at.url, other], { shadow })).rejects.toMatchObject({
      name: "UsageError",
      message: "the shadow is the live database",
    });
  }
  const { exit, target } = await driftIn(root, [at.url, "postgres://u@127.0.0.1:1/away"], {
    shadow: at.server.url,
  });
  expect({ exit, reason: target.catalog.reason }).toEqual({
    exit: 4,
    reason: expect.stringContaining("whether the shadow is the live database cannot be told"),
  });
  expect(await at.live.query("SELECT count(*)::int AS n FROM pg_class")).toEqual(before);
});

it("refuses a shadow that is not empty, also where nothing is to be replayed", async () => {
  await at.admin.query("CREATE ROLE plain LOGIN PASSWORD 'plain'");
  const shadow = (await at.createDatabase("OWNER plain")).replace(/\/\/[^@]*@/, "//plain:plain@");
  const session = await connect(shadow);
  await session.exec("CREATE TABLE kept (id int)");
  const refused = { name: "UsageError", message: expect.stringContaining("is not empty") };
  await expect(driftIn(root, [at.url], { shadow })).rejects.toMatchObject(refused);
  await expect(driftIn(root, [], { shadow })).rejects.toMatchObject(refused);
  expect(await session.query("SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 0 }]);
  await session.exec("DROP TABLE kept");
  expect(await driftIn(root, [at.url], { shadow })).toMatchObject({ history: expect.arrayContaining([]) });
  await session.end();
});

it("asks a fleet a few at a time, and one shadow serves those that are alike", async () => {
  await deployPrisma(at.live);
  await at.live.end();
  const urls: string[] = [];
  while (urls.length < 20) urls.push(await at.createDatabase(`TEMPLATE ${databaseOf(at.url)}`));
  const odd = urls[7] ?? "";
  at.live = await connect(odd);
  await at.live.query("CREATE INDEX by_hand ON users (name)");
  let shadows = 0;
  const { exit, report, target } = await driftIn(root, urls, {
    onProgress: ({ stage }) => {
      shadows += stage === "starting" ? 1 : 0;
    },
  });
  expect({ exit, shadows }).toEqual({ exit: 1, shadows: 1 });
  expect(target.catalog.differences).toMatchObject([
    { name: "public.by_hand", databases: [expect.stringContaining(databaseOf(odd))] },
  ]);
  expect(report.databases.filter(({ state }) => state === "clean")).toHaveLength(19);
});
