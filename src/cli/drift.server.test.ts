/** `lockgate drift` as users run it, against real servers. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { deployPrisma, prismaFiles } from "../drift/deploy-prisma.testing.ts";
import { commit, folder, put, run } from "../migrations/temporary-repository.testing.ts";
import { DRIFT_FORMATS } from "../report/drift/drift-format.ts";
import { connect, type ServerSession } from "../shadow/engines/server.ts";
import { buildProgram, ROOT, runProgram } from "./built-program.testing.ts";

const PASSWORD = "s3cr3t-p%C3%A4ss";
const SECRETS = ["s3cr3t", "päss"];

let program: string;
let server: PostgresServer;
let admin: ServerSession;
/** Snapshots of what was replayed before. */
const cache = mkdtempSync(join(tmpdir(), "lockgate-cache-"));
let root: string;
let number = 0;

beforeAll(async () => {
  program = await buildProgram("drift");
  server = await startServer(16);
  admin = await connect(server.url);
});

afterAll(async () => {
  await admin?.end();
  await server?.stop();
  for (const path of [cache, join(ROOT, "dist-test-drift")]) rmSync(path, { recursive: true, force: true });
});

beforeEach(() => {
  root = folder(prismaFiles());
  run(root, "init", "-q", "-b", "main");
  commit(root);
});

/** A database with the shop in it, and `sql` after that: its URL with a password, which the server does not ask for. */
async function shopWith(sql = "SELECT 1"): Promise<string> {
  number += 1;
  const name = `shop${number}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const session = await connect(server.url.replace(/postgres$/, name));
  await deployPrisma(session);
  await session.exec(sql);
  await session.end();
  return server.url.replace("postgres@", `postgres:${PASSWORD}@`).replace(/postgres$/, name);
}

/** Runs it, and looks for the password in all that it says. */
function lockgate(args: readonly string[], env: Record<string, string> = {}, input = "") {
  const result = runProgram(program, args, { cwd: root, env: { XDG_CACHE_HOME: cache, ...env }, input });
  for (const secret of SECRETS) expect(`${result.stdout}${result.stderr}`).not.toContain(secret);
  return result;
}

const validate = new Ajv({ strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(join(ROOT, "schema/drift.schema.json"), "utf8")),
);

function reportOf({ stdout }: { stdout: string }) {
  const report = JSON.parse(stdout);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report;
}

const JSON_FORMAT = ["--format", "json"];

test("clean is 0, by the option, the environment and under both names", async () => {
  const url = await shopWith();
  const byOption = lockgate(["drift", ...JSON_FORMAT, "--database-url", url]);
  expect(byOption).toMatchObject({ status: 0, stderr: "" });
  expect(reportOf(byOption)).toMatchObject({
    verdict: "clean",
    targets: [
      { tool: "prisma", dir: "prisma/migrations", history: { state: "clean" }, catalog: { state: "clean" } },
    ],
  });
  const byVariable = lockgate(["status", ...JSON_FORMAT], { LOCKGATE_DATABASE_URL: url });
  expect(byVariable).toMatchObject({ status: 0, stdout: byOption.stdout });
});

test("drifted is 1; every format has the same bytes from run to run", async () => {
  const url = await shopWith("ALTER TABLE users ALTER name TYPE varchar(10)");
  put(root, { "prisma/migrations/20250101000000_init/migration.sql": "CREATE TABLE users (id int);\n" });
  commit(root);
  const documents = ["a", "b"].map((out) => {
    const outputs = DRIFT_FORMATS.flatMap((format) => ["--output", `${format}=out-${out}/${format}`]);
    const { status, stdout, stderr } = lockgate(["drift", "--database-url", url, ...outputs]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("`prisma migrate status` passes all of this");
    return DRIFT_FORMATS.map((format) => readFileSync(join(root, `out-${out}/${format}`), "utf8"));
  });
  expect(documents[0]).toEqual(documents[1]);
  for (const text of documents[0] ?? []) {
    expect(text).toContain("character varying(10)");
    for (const hidden of [...SECRETS, root]) expect(text).not.toContain(hidden);
  }
});

test("what is new against --base may be pending; on the deployed branch it may not", async () => {
  const url = await shopWith();
  run(root, "checkout", "-q", "-b", "work");
  put(root, { "prisma/migrations/20250104000000_new/migration.sql": "ALTER TABLE users ADD age int;\n" });
  commit(root);
  expect(lockgate(["drift", "--database-url", url, "--base", "main"]).status).toBe(0);
  expect(lockgate(["drift", "--database-url", url, "--base", "work"]).status).toBe(1);
});

test("without a database: not checked, unless git shows drift", () => {
  const nothing = lockgate(["drift", ...JSON_FORMAT]);
  expect(nothing.status).toBe(4);
  expect(reportOf(nothing)).toMatchObject({ verdict: "not-checked", databases: [] });
  run(root, "checkout", "-q", "-b", "work");
  rmSync(join(root, "prisma/migrations/20250101000000_init"), { recursive: true });
  commit(root);
  const deleted = lockgate(["drift", ...JSON_FORMAT, "--base", "main"]);
  expect(deleted.status).toBe(1);
  expect(reportOf(deleted).targets[0].history.items).toMatchObject([{ kind: "deleted", databases: [] }]);
});

test("a fleet from a file: what several share is said once, one that is away hides none", async () => {
  const same = "CREATE INDEX by_hand ON users (name)";
  const [eu, us, ok] = [await shopWith(same), await shopWith(same), await shopWith()];
  const away = `postgres://app:${PASSWORD}@127.0.0.1:1/app`;
  put(root, { "fleet.txt": `# tenants\neu = ${eu}\n\nus=\${US_URL}\n${ok}\naway=${away}\n` });
  const result = lockgate(["drift", ...JSON_FORMAT, "--databases", "fleet.txt"], { US_URL: us });
  expect(result.status).toBe(4);
  const report = reportOf(result);
  expect(report.verdict).toBe("error");
  expect(report.targets[0].catalog.differences).toMatchObject([
    { kind: "unexpected", name: "public.by_hand", databases: ["eu", "us"] },
  ]);
  expect(report.databases.map(({ name, state }: Record<string, string>) => `${name} ${state}`)).toEqual([
    "eu drifted",
    "us drifted",
    `${new URL(ok).host}${new URL(ok).pathname} clean`,
    "away error",
  ]);
  expect(report.databases[3].reason).toMatch(/^cannot connect to 127.0.0.1:1\/app: /);
  const pretty = lockgate(["drift", "--databases", "-"], {}, `eu=${eu}\nus=${us}\n`);
  expect(pretty.status).toBe(1);
  expect(pretty.stdout).toContain("    in all 2 databases\n");
});

test("a role that may only SELECT is enough", async () => {
  const url = await shopWith("CREATE ROLE reader LOGIN; GRANT SELECT ON _prisma_migrations TO reader");
  const asReader = url.replace(`postgres:${PASSWORD}@`, `reader:${PASSWORD}@`);
  expect(lockgate(["drift", "--database-url", asReader]).status).toBe(0);
});

test("a shadow that is the live database is refused, however it is spelled", async () => {
  const url = await shopWith();
  for (const spelling of [
    url,
    url.replace("127.0.0.1", "localhost"),
    url.replace("postgres:", "postgresql:"),
  ]) {
    const result = lockgate(["drift", ...JSON_FORMAT, "--database-url", url, "--shadow", spelling]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain("the shadow is the live database");
  }
});

/** A pull request with one new migration. */
function pullRequest(): void {
  run(root, "checkout", "-q", "-b", "work");
  put(root, {
    "prisma/migrations/20250104000000_new/migration.sql": "CREATE TABLE fresh (id int PRIMARY KEY);\n",
  });
  commit(root);
}

test("check compares the live database, too: what is new in the pull request may be pending", async () => {
  pullRequest();
  const args = ["check", "--base", "main", ...JSON_FORMAT, "--database-url"];
  const clean = lockgate([...args, await shopWith()]);
  expect(clean.status).toBe(0);
  expect(JSON.parse(clean.stdout)).toMatchObject({ verdict: "pass", drift: { verdict: "clean" } });
  const url = await shopWith("ALTER TABLE users ALTER name TYPE varchar(10)");
  const drifted = lockgate([...args, url]);
  expect(drifted.status).toBe(1);
  expect(JSON.parse(drifted.stdout)).toMatchObject({
    verdict: "fail",
    findings: [],
    drift: { verdict: "drifted", targets: [{ catalog: { differences: [{ name: "public.users.name" }] } }] },
  });
  const never = lockgate([...args, url, "--fail-on", "never"]);
  expect(never.status).toBe(0);
  expect(JSON.parse(never.stdout)).toMatchObject({ verdict: "pass", drift: { verdict: "drifted" } });
  const without = lockgate([...args, url, "--no-drift"]);
  expect(without.status).toBe(0);
  expect(JSON.parse(without.stdout).drift).toBe(null);
});

test("check: a live database that cannot be compared is not checked, and so 4, whatever fails", async () => {
  pullRequest();
  const url = await shopWith("ALTER TABLE _prisma_migrations DROP COLUMN checksum");
  const result = lockgate(["check", "--base", "main", "--database-url", url, "--fail-on", "never"]);
  expect(result.status).toBe(4);
  expect(result.stdout).toContain(
    "public._prisma_migrations has no column checksum: its layout is not known",
  );
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  [
    "an address that is none",
    ["--database-url", "mysql://u:s3cr3t@h/x"],
    {},
    /^lockgate: the database: the database URL/,
  ],
  [
    "the second of two",
    ["--database-url", "postgres://h/x", "--database-url", "u:s3cr3t@h"],
    {},
    /^lockgate: database 2: the database URL/,
  ],
  [
    "a file that is not there",
    ["--databases", "nowhere.txt"],
    {},
    /^lockgate: --databases nowhere.txt cannot be read/,
  ],
  ["a file without databases", ["--databases", "empty.txt"], {}, /^lockgate: empty.txt names no database/],
  [
    "a variable that is not set",
    ["--databases", "unset.txt"],
    {},
    /^lockgate: unset.txt:2: NOT_SET is not set/,
  ],
  [
    "a name twice",
    ["--databases", "twice.txt"],
    {},
    /^lockgate: twice.txt:2: the name "a" is taken by twice.txt:1/,
  ],
  ["a base that is not there", ["--base", "nowhere"], {}, /nowhere/],
  ["a format that is none", ["--format", "sarif"], {}, /sarif/],
  [
    "a variable with nonsense",
    [],
    { LOCKGATE_DATABASE_URL: "s3cr3t" },
    /^lockgate: LOCKGATE_DATABASE_URL: the database URL/,
  ],
])("exit 2 and nothing on stdout: %s", (_, args, env, said) => {
  put(root, {
    "empty.txt": "# none\n",
    "unset.txt": `\na=\${NOT_SET}\n`,
    "twice.txt": "a=postgres://h/x\na=postgres://h/y\n",
  });
  const result = lockgate(["drift", ...args], env);
  expect(result).toMatchObject({ status: 2, stdout: "" });
  expect(result.stderr).toMatch(said);
});

test("no migrations: 3, and a document all the same", () => {
  rmSync(join(root, "prisma"), { recursive: true });
  commit(root);
  const result = lockgate(["drift", ...JSON_FORMAT]);
  expect(result.status).toBe(3);
  expect(reportOf(result)).toMatchObject({ verdict: "not-checked", targets: [] });
  expect(result.stderr).toContain("no PostgreSQL migrations found");
});

test("--output writes beside stdout; one that cannot be written is 4, stdout complete", async () => {
  const url = await shopWith();
  const result = lockgate(["drift", "--database-url", url, "--output", "json=out/drift.json"]);
  expect(result.status).toBe(0);
  expect(validate(JSON.parse(readFileSync(join(root, "out/drift.json"), "utf8")))).toBe(true);
  const broken = lockgate([
    "drift",
    ...JSON_FORMAT,
    "--database-url",
    url,
    "--output",
    "json=out/drift.json/x",
  ]);
  expect(broken.status).toBe(4);
  expect(reportOf(broken).verdict).toBe("clean");
});
