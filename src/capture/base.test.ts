import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkOutBase } from "./base-checkout.ts";
import { projectWith, recordProject, running, TOOL } from "./capture.testing.ts";

const FILES = {
  "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
  "migrations/2_b.cjs": running("CREATE TABLE b (id int PRIMARY KEY)"),
  "migrations/3_c.cjs": running("ALTER TABLE a ADD c text"),
};

test("a new migration that runs before one of the base is not taken for a part of the base", async () => {
  const recording = await recordProject(FILES, { judged: ["2_b.cjs"] });
  expect(recording.base.from).toBe("replay");
  expect(recording.base.migrations.map(({ id }) => id)).toEqual(["1_a.cjs", "3_c.cjs"]);
  expect(recording.migrations.map(({ id, sent }) => [id, sent.map(({ sql }) => sql)])).toEqual([
    ["2_b.cjs", ["BEGIN", "CREATE TABLE b (id int PRIMARY KEY)", "COMMIT"]],
  ]);
});

test("a transaction that only the base forgets is not said of the run, and each that the run forgets once", async () => {
  const forgets = (table: string) => `exports.up = async () => {
    const { Client } = require("pg");
    const client = new Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    await client.query("BEGIN");
    await client.query("CREATE TABLE ${table} (id int)");
    setTimeout(() => client.end(), 900);
  };`;
  const notesOf = async (judged: string[]) => {
    const files = { "migrations/1_a.cjs": forgets("a"), "migrations/2_b.cjs": running("SELECT 1") };
    return (await recordProject(files, { judged })).notes.filter(({ kind }) => kind === "early commit");
  };
  expect(await notesOf(["2_b.cjs"])).toEqual([]);
  // It begins on its second connection while the first has a transaction of its own.
  expect(await notesOf(["1_a.cjs", "2_b.cjs"])).toMatchObject([
    { holder: 1, waiting: 2 },
    { holder: 2, waiting: 1 },
  ]);
});

test("what the tool makes for itself as it connects is no migration's", async () => {
  const connects = TOOL.replace(
    "await client.connect();",
    'await client.connect(); await client.query("CREATE SCHEMA IF NOT EXISTS extensions");',
  );
  const recording = await recordProject({ "migrate.cjs": connects, ...FILES }, { judged: ["3_c.cjs"] });
  const texts = [...recording.base.migrations, ...recording.migrations].map(({ sent }) => sent[1]?.sql);
  expect(texts).toEqual([
    "CREATE TABLE a (id int PRIMARY KEY)",
    "CREATE TABLE b (id int PRIMARY KEY)",
    "ALTER TABLE a ADD c text",
  ]);
});

test("nor on a connection of its own, while another one runs migrations", async () => {
  const besides = TOOL.replace(
    "for (const name of",
    `const other = new Client({ connectionString: process.env.DATABASE_URL });
  await other.connect();
  await other.query('CREATE EXTENSION IF NOT EXISTS "plpgsql"');
  await other.end();
  for (const name of`,
  );
  const recording = await recordProject({ "migrate.cjs": besides, ...FILES });
  expect(recording.migrations[0]?.sent.map(({ sql }) => sql)).toEqual([
    "BEGIN",
    "CREATE TABLE a (id int PRIMARY KEY)",
    "COMMIT",
  ]);
});

test("what only looks like it is the migration's: code that makes a schema", async () => {
  const makes = 'exports.up = (client) => client.query(["CREATE SCHEMA", "audit"].join(" "));';
  const recording = await recordProject({ "migrations/1_a.cjs": makes });
  expect(recording.migrations[0]?.sent.map(({ sql }) => sql)).toEqual([
    "BEGIN",
    "CREATE SCHEMA audit",
    "COMMIT",
  ]);
});

function git(root: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    cwd: root,
    encoding: "utf8",
  });
}

function committed(): { root: string; commit: string } {
  const root = projectWith({ ...FILES, "package-lock.json": "{}", ".gitignore": "node_modules\n" });
  git(root, "init", "-q");
  git(root, "add", ".");
  git(root, "commit", "-qm", "base");
  const commit = git(root, "rev-parse", "HEAD").trim();
  return { root, commit };
}

test("a base that cannot be checked out leaves nothing behind", async () => {
  const { root } = committed();
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("lockgate-base-"));
  const before = left();
  await expect(checkOutBase(root, "0".repeat(40), root, false)).rejects.toThrow();
  expect(left().filter((name) => !before.includes(name))).toEqual([]);
  expect(git(root, "worktree", "list").trim().split("\n")).toHaveLength(1);
});

test("what is installed serves the base unless a setup installs what its lockfile says", async () => {
  const { root, commit } = committed();
  execFileSync("sh", ["-c", "echo '{ }' > package-lock.json"], { cwd: root });
  for (const [installsItself, shared] of [
    [false, true],
    [true, false],
  ] as const) {
    const checkout = await checkOutBase(root, commit, root, installsItself);
    expect(existsSync(join(checkout.root, "node_modules"))).toBe(shared);
    await checkout.remove();
  }
});

test("what a new migration sent before it failed is its own, whatever constants it has", async () => {
  const fails = running(
    "ALTER TABLE b ADD failing int",
    "UPDATE b SET id = 1",
    "SELECT nothing_of_that_name",
  );
  const recording = await recordProject({ ...FILES, "migrations/3_c.cjs": fails }, { judged: ["3_c.cjs"] });
  expect(recording.historyTable).toBe("done");
  expect(recording.migrations.map(({ id, recorded, sent }) => [id, recorded, sent[1]?.sql])).toEqual([
    ["3_c.cjs", false, "ALTER TABLE b ADD failing int"],
  ]);
});
