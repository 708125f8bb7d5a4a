/** Drift of a live database from what the code of its migrations sends. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { projectWith, running, TOOL } from "../capture/capture.testing.ts";
import { check } from "../check.ts";
import { TestServer } from "../drift/test-server.testing.ts";
import { drift } from "../drift.ts";
import { commit, put, run } from "../migrations/temporary-repository.testing.ts";

const at = new TestServer(16);

/** Keeps its history where Knex does. */
const KNEX = TOOL.replace(
  "CREATE TABLE IF NOT EXISTS done (name text PRIMARY KEY)",
  "CREATE TABLE IF NOT EXISTS knex_migrations (id serial, name text, batch int, migration_time timestamptz)",
)
  .replaceAll("done (name)", "knex_migrations (name)")
  .replaceAll("FROM done", "FROM knex_migrations");

/** As Knex's migrations are recognised. */
function knex(...statements: readonly string[]): string {
  return `// knex\n${running(...statements)}`;
}

function project(tool: string, migrate: string): string {
  const root = projectWith({
    "migrations/001_a.cjs": knex("CREATE TABLE a (id int PRIMARY KEY)"),
    "migrations/002_b.cjs": knex("ALTER TABLE a ADD b text", "CREATE INDEX by_b ON a (b)"),
    "migrate.cjs": migrate,
    "lockgate.config.json": JSON.stringify({
      targets: [{ dir: "migrations", tool, command: "node migrate.cjs" }],
    }),
  });
  run(root, "init", "-q", "-b", "main");
  commit(root);
  execFileSync("node", ["migrate.cjs"], { cwd: root, env: { ...process.env, DATABASE_URL: at.url } });
  return root;
}

async function drifted(root: string) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { report, exit } = await drift({ cwd: root, env, databases: [{ url: at.url, name: null }] });
  const [target] = report.targets;
  return {
    exit,
    history: target?.history.items.map(({ kind, migration }) => `${kind} ${migration}`),
    catalog: target?.catalog.differences.map(({ kind, object, name }) => `${kind} ${object} ${name}`),
    reason: target?.catalog.reason,
  };
}

test("what was deployed is clean, and what somebody did by hand is not", async () => {
  const root = project("knex", KNEX);
  expect(await drifted(root)).toEqual({ exit: 0, history: [], catalog: [], reason: null });
  await at.live.query("ALTER TABLE a ADD by_hand int; DROP INDEX by_b");
  expect(await drifted(root)).toMatchObject({
    exit: 1,
    history: [],
    catalog: ["unexpected column public.a.by_hand", "missing index public.by_b"],
  });
});

test("what is not applied yet is pending, and not missing from the catalog", async () => {
  const root = project("knex", KNEX);
  put(root, { "migrations/003_c.cjs": knex("CREATE TABLE c (id int)") });
  commit(root);
  expect(await drifted(root)).toMatchObject({ exit: 1, history: ["pending 003_c.cjs"], catalog: [] });
});

test("a runner that nobody knows: all that is merged counts as applied, and its table is its own", async () => {
  const root = project("sql", TOOL);
  expect(await drifted(root)).toMatchObject({ exit: 0, catalog: [] });
});

test("migrations that do not run are not compared", async () => {
  const root = project("knex", KNEX);
  put(root, { "migrate.cjs": 'console.error("no such option"); process.exit(2);' });
  const { exit, reason } = await drifted(root);
  expect(exit).toBe(4);
  expect(reason).toContain("exit code 2; its last lines: no such option");
});

test("a command that is typed tells what the catalog is compared with, too", async () => {
  const root = project("knex", KNEX);
  put(root, { "lockgate.config.json": "{}" });
  await at.live.query("ALTER TABLE a ADD by_hand int");
  const { report } = await check({
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    command: "node migrate.cjs",
    settings: { base: "main", databaseUrl: at.url },
  });
  expect(report.drift?.targets[0]?.catalog).toMatchObject({
    state: "drifted",
    differences: [{ name: "public.a.by_hand" }],
  });
});
