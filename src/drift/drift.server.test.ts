import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { connect, type ServerSession } from "../shadow/engines/server.ts";
import { deployPrisma, prismaFiles, SHOP } from "./deploy-prisma.testing.ts";
import { type DriftOptions, drift } from "./drift.ts";

let root: string;
/** Snapshots of what was replayed before. */
const cache = mkdtempSync(join(tmpdir(), "lockgate-cache-"));

afterAll(() => rmSync(cache, { recursive: true, force: true }));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockgate-drift-"));
  git("init", "-q", "-b", "main");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: root, encoding: "utf8" });
}

function write(path: string, text: string): void {
  const absolute = join(root, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}

function commit(): void {
  git("add", "-A");
  git("commit", "-qm", "x", "--allow-empty");
}

function optionsFor(urls: readonly string[], over: Partial<DriftOptions> = {}): DriftOptions {
  return {
    cwd: root,
    paths: [],
    tool: null,
    declared: [],
    base: null,
    databases: urls.map((url) => ({ url, name: null })),
    shadow: "pglite",
    cache,
    schemas: null,
    ignore: [],
    include: [],
    requireSchema: false,
    env: {},
    ...over,
  };
}

function writePrisma(): void {
  for (const [path, text] of Object.entries(prismaFiles())) write(path, text);
}

/** `kind what` of every part. */
async function found(urls: readonly string[], over: Partial<DriftOptions> = {}) {
  const { report, exit } = await drift(optionsFor(urls, over));
  const [target] = report.targets;
  return {
    exit,
    verdict: report.verdict,
    history: target?.history.items.map(({ kind, migration }) => `${kind} ${migration}`),
    catalog: target?.catalog.differences.map(({ kind, object, name }) => `${kind} ${object} ${name}`),
    report,
    target,
  };
}

describe.each(MAJORS)("a Prisma repository and PostgreSQL %i", (major) => {
  // What a history says is the same on every version; what catalogs say is tried on all.
  const once = it.runIf(major === 16);
  let server: PostgresServer;
  let admin: ServerSession;
  let live: ServerSession;
  let url: string;
  let number = 0;

  beforeAll(async () => {
    server = await startServer(major);
    admin = await connect(server.url);
  });

  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  beforeEach(async () => {
    number += 1;
    await admin.query(`CREATE DATABASE shop${number}`);
    url = server.url.replace(/postgres$/, `shop${number}`);
    live = await connect(url);
    writePrisma();
    commit();
  });

  afterEach(() => live.end());

  it("is clean when all is deployed as it is", async () => {
    await deployPrisma(live);
    expect(await found([url])).toMatchObject({ exit: 0, verdict: "clean", history: [], catalog: [] });
  });

  it("names a column changed by hand, which prisma migrate status passes", async () => {
    await deployPrisma(live);
    await live.query("ALTER TABLE users ALTER name TYPE varchar(10); CREATE INDEX by_hand ON users (name)");
    const { exit, catalog, target } = await found([url]);
    expect({ exit, catalog }).toEqual({
      exit: 1,
      catalog: ["changed column public.users.name", "unexpected index public.by_hand"],
    });
    expect(target?.catalog.differences[0]?.message).toBe(
      "column public.users.name: the migrations make it text, the database has character varying(10)",
    );
  });

  it("replays what the database has: what is pending is in no difference", async () => {
    await deployPrisma(live, SHOP.slice(0, 2));
    expect(await found([url])).toMatchObject({
      exit: 1,
      history: ["pending 20250103000000_view"],
      catalog: [],
    });
    expect(await found([url], { base: "main" })).toMatchObject({ exit: 1, catalog: [] });
  });

  once("does not call drift what is new in the pull request", async () => {
    await deployPrisma(live);
    git("checkout", "-qb", "feature");
    write("prisma/migrations/20250104000000_new/migration.sql", "ALTER TABLE users ADD age int;\n");
    commit();
    expect(await found([url], { base: "main" })).toMatchObject({ exit: 0, history: [], catalog: [] });
  });

  once("takes what is merged since the branch left main for known", async () => {
    git("checkout", "-qb", "feature");
    git("checkout", "-q", "main");
    const later = ["20250104000000_later", "ALTER TABLE users ADD age int;\n"] as const;
    write(`prisma/migrations/${later[0]}/migration.sql`, later[1]);
    commit();
    await deployPrisma(live, [...SHOP, later]);
    git("checkout", "-q", "feature");
    expect(await found([url], { base: "main" })).toMatchObject({ exit: 0, history: [], catalog: [] });
  });

  once("names a failed one beside a pending one, and what it left", async () => {
    await deployPrisma(live, SHOP.slice(0, 1));
    await live.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('x', 'y', '20250102000000_orders', 'ERROR: no')",
    );
    await live.query("CREATE TABLE half (id int)");
    const { exit, history, catalog } = await found([url]);
    expect({ exit, history, catalog }).toEqual({
      exit: 1,
      history: ["failed 20250102000000_orders", "pending 20250103000000_view"],
      catalog: ["unexpected table public.half"],
    });
  });

  once("replays an edited one as it was applied, and says what was edited", async () => {
    await deployPrisma(live);
    write(
      `prisma/migrations/20250102000000_orders/migration.sql`,
      "CREATE TABLE orders (id serial PRIMARY KEY, total bigint, user_id int);\n",
    );
    write(
      `prisma/migrations/20250103000000_view/migration.sql`,
      SHOP[2]?.[1].replace("rich ones", "richest") ?? "",
    );
    commit();
    const { exit, history, catalog, target } = await found([url]);
    expect({ exit, history, catalog }).toEqual({
      exit: 1,
      history: ["edited 20250102000000_orders", "edited 20250103000000_view"],
      catalog: [],
    });
    const [sql, comment] = target?.history.items ?? [];
    expect(sql?.message).toContain("its SQL was edited after it was applied");
    expect(comment?.message).toContain("its comments were edited after it was applied");
    git(...(comment?.next.replace(/^run `git |`, and.*$/g, "").split(" ") ?? []));
    expect((await found([url])).history).toEqual(["edited 20250102000000_orders"]);
  });

  once("finds a migration that only the database has on another branch, and replays it", async () => {
    const other = ["20250104000000_other", "CREATE TABLE other (id int);\n"] as const;
    git("checkout", "-qb", "other");
    write(`prisma/migrations/${other[0]}/migration.sql`, other[1]);
    commit();
    git("checkout", "-q", "main");
    await deployPrisma(live, [...SHOP, other]);
    const { exit, history, catalog, target } = await found([url]);
    expect({ exit, history, catalog }).toEqual({
      exit: 1,
      history: ["missing 20250104000000_other"],
      catalog: [],
    });
    expect(target?.history.items[0]?.next).toMatch(
      /^run `git checkout [0-9a-f]+ -- prisma\/migrations\/20250104000000_other\/migration.sql`$/,
    );
  });

  once("says that a migration is nowhere in the clone", async () => {
    await deployPrisma(live, [...SHOP, ["20250104000000_gone", "CREATE TABLE gone (id int);\n"]]);
    const { history, catalog, target } = await found([url]);
    expect({ history, catalog }).toEqual({
      history: ["missing 20250104000000_gone"],
      catalog: ["unexpected table public.gone"],
    });
    expect(target?.catalog.reason).toBe("20250104000000_gone is applied and nowhere in this clone.");
  });

  it("works with a role that may only read, and says what it may not", async () => {
    await deployPrisma(live);
    const role = `reader${number}`;
    await live.query(`CREATE ROLE ${role} LOGIN; GRANT SELECT ON _prisma_migrations TO ${role}`);
    const asReader = url.replace("postgres@", `${role}@`);
    expect(await found([asReader])).toMatchObject({ exit: 0 });
    await live.query(`REVOKE SELECT ON _prisma_migrations FROM ${role}`);
    const { exit, verdict, target } = await found([asReader]);
    expect({ exit, verdict }).toEqual({ exit: 4, verdict: "error" });
    expect(target?.history.reason).toContain("the role may not read public._prisma_migrations");
  });

  once("leaves nothing behind in the live database", async () => {
    await deployPrisma(live);
    const count = "SELECT count(*)::int AS n FROM pg_class";
    const before = await live.query(count);
    await found([url]);
    expect(await live.query(count)).toEqual(before);
  });

  once(
    "knows the schema that a URL names: each tenant has its own, and the others are not its business",
    async () => {
      const tenants = ["red", "blue"].map((schema) => `${url}?schema=${schema}`);
      for (const schema of ["red", "blue"]) {
        await live.query(`CREATE SCHEMA ${schema}`);
        await live.query(`SET search_path = ${schema}`);
        await deployPrisma(live);
      }
      expect(await found(tenants)).toMatchObject({ exit: 0, history: [], catalog: [] });
      await live.query("ALTER TABLE blue.users ADD by_hand int");
      const { report, catalog, target } = await found(tenants);
      expect(catalog).toEqual(["unexpected column blue.users.by_hand"]);
      const [red, blue] = report.databases;
      expect([red?.name, red?.state]).toEqual([expect.stringMatching(/\?schema=red$/), "clean"]);
      expect(target?.catalog.differences[0]?.databases).toEqual([blue?.name]);
      await live.query("RESET search_path; CREATE TABLE stranger (id int)");
      expect(await found([`${url}?schema=red`])).toMatchObject({
        catalog: ["unexpected table public.stranger"],
      });
    },
  );

  once("never takes one of a fleet's databases for the shadow", async () => {
    await deployPrisma(live);
    await admin.query(`CREATE DATABASE other${number} TEMPLATE template0`);
    const other = url.replace(/\w+$/, `other${number}`);
    const session = await connect(other);
    await deployPrisma(session);
    await session.end();
    const before = await live.query("SELECT count(*)::int AS n FROM pg_class");
    for (const shadow of [url, other.replace("127.0.0.1", "localhost"), `${url}?application_name=x`]) {
      await expect(found([url, other], { shadow })).rejects.toMatchObject({
        name: "UsageError",
        message: "the shadow is the live database",
      });
    }
    const { exit, target } = await found([url, "postgres://u@127.0.0.1:1/away"], { shadow: server.url });
    expect({ exit, reason: target?.catalog.reason }).toEqual({
      exit: 4,
      reason: expect.stringContaining("whether the shadow is the live database cannot be told"),
    });
    expect(await live.query("SELECT count(*)::int AS n FROM pg_class")).toEqual(before);
  });

  once("refuses a shadow that is not empty, also where nothing is to be replayed", async () => {
    await admin.query(`CREATE ROLE plain${number} LOGIN PASSWORD 'plain'`);
    await admin.query(`CREATE DATABASE full${number} OWNER plain${number}`);
    const shadow = url.replace(/\w+$/, `full${number}`).replace(/\/\/[^@]*@/, `//plain${number}:plain@`);
    const session = await connect(shadow);
    await session.exec("CREATE TABLE kept (id int)");
    const refused = { name: "UsageError", message: expect.stringContaining("is not empty") };
    await expect(found([url], { shadow })).rejects.toMatchObject(refused);
    await expect(found([], { shadow })).rejects.toMatchObject(refused);
    expect(await session.query("SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 0 }]);
    await session.exec("DROP TABLE kept");
    expect(await found([url], { shadow })).toMatchObject({ history: expect.arrayContaining([]) });
    await session.end();
  });

  it("compares under settings of its own, whatever role and database have", async () => {
    const sql = `CREATE TABLE visits (at timestamptz NOT NULL, stay interval DEFAULT '1 day 2 hours', share float8 DEFAULT 0.1,
      raw bytea DEFAULT '\\x00ff', "order" int, CHECK (at > '2020-01-01')) PARTITION BY RANGE (at);
      CREATE TABLE visits_first PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
      CREATE VIEW listed AS SELECT at, "order" FROM visits WHERE at > '2025-06-01';`;
    const migrations = [...SHOP, ["20250104000000_visits", sql]] as const;
    write("prisma/migrations/20250104000000_visits/migration.sql", sql);
    commit();
    const setting = async (name: string, value: string) =>
      admin.query(`ALTER DATABASE shop${number} SET ${name} = '${value}'`);
    await deployPrisma(live, migrations);
    for (const [name, value] of Object.entries({
      TimeZone: "Europe/Berlin",
      DateStyle: "German",
      IntervalStyle: "iso_8601",
      extra_float_digits: "-3",
      bytea_output: "escape",
      quote_all_identifiers: "on",
      search_path: "pg_catalog",
    }))
      await setting(name, value);
    expect(await found([url])).toMatchObject({ exit: 0, catalog: [] });
    // The migrations ran when the zone was set already.
    await live.end();
    await admin.query(`CREATE DATABASE again${number} TEMPLATE template0`);
    await admin.query(`ALTER DATABASE again${number} SET TimeZone = 'Asia/Tokyo'`);
    const again = url.replace(/\w+$/, `again${number}`);
    live = await connect(again);
    await deployPrisma(live, migrations);
    expect(await found([again])).toMatchObject({ exit: 0, catalog: [] });
  });

  once("asks a fleet a few at a time, and one shadow serves those that are alike", async () => {
    await deployPrisma(live);
    await live.end();
    const names = Array.from({ length: 20 }, (_, index) => `fleet${number}_${index}`);
    for (const name of names) await admin.query(`CREATE DATABASE ${name} TEMPLATE shop${number}`);
    live = await connect(url);
    const odd = await connect(url.replace(/\w+$/, names[7] ?? ""));
    await odd.query("CREATE INDEX by_hand ON users (name)");
    await odd.end();
    const urls = names.map((name) => url.replace(/\w+$/, name));
    let shadows = 0;
    const { exit, report, target } = await found(urls, {
      onProgress: ({ stage }) => {
        shadows += stage === "starting" ? 1 : 0;
      },
    });
    expect({ exit, shadows }).toEqual({ exit: 1, shadows: 1 });
    expect(target?.catalog.differences).toMatchObject([
      { name: "public.by_hand", databases: [expect.stringContaining(names[7] ?? "")] },
    ]);
    expect(report.databases.filter(({ state }) => state === "clean")).toHaveLength(19);
  });
});
