import { execFileSync, spawn } from "node:child_process";
import { expect, test } from "vitest";
import { recordProject, running, TOOL } from "./capture.testing.ts";
import { canIsolate } from "./isolation.ts";
import { readRecorded } from "./recorded-script.ts";
import { readRecording } from "./recording.ts";
import { shortfallsOf } from "./shortfalls.ts";

const TWO = {
  "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
  "migrations/2_b.cjs": running("ALTER TABLE a ADD b text", "CREATE INDEX ON a (b)"),
};
const WANTED = [
  { id: "1_a.cjs", path: "migrations/1_a.cjs" },
  { id: "2_b.cjs", path: "migrations/2_b.cjs" },
];

function shown(recording: Awaited<ReturnType<typeof recordProject>>) {
  return recording.migrations.map((migration) => [
    migration.id,
    ...readRecorded(migration, recording.historyTable).listed.map(({ line, text }) => `${line} ${text}`),
  ]);
}

test("what each migration sends stands at its line, without what the tool says to the server", async () => {
  const recording = await recordProject(TWO);
  expect(shown(recording)).toEqual([
    ["1_a.cjs", "2 CREATE TABLE a (id int PRIMARY KEY)"],
    ["2_b.cjs", "2 ALTER TABLE a ADD b text", "3 CREATE INDEX ON a (b)"],
  ]);
  expect(shortfallsOf(recording, WANTED)).toEqual([]);
  expect(recording.historyTable).toBe("done");
  expect(readRecording(JSON.stringify(recording))).toEqual({ ok: true, recording });
});

test("without namespaces the same is recorded", async () => {
  const recording = await recordProject(TWO, { isIsolated: false });
  expect(shown(recording)).toEqual([
    ["1_a.cjs", "2 CREATE TABLE a (id int PRIMARY KEY)"],
    ["2_b.cjs", "2 ALTER TABLE a ADD b text", "3 CREATE INDEX ON a (b)"],
  ]);
  expect(shortfallsOf(recording, WANTED)).toEqual([]);
});

test("a failure is told with the last lines, and what was sent before it is there", async () => {
  const recording = await recordProject({
    ...TWO,
    "migrations/3_c.cjs": running("ALTER TABLE nowhere ADD c int"),
  });
  expect(shown(recording).at(-1)).toEqual(["3_c.cjs", "2 ALTER TABLE nowhere ADD c int"]);
  const wanted = [...WANTED, { id: "3_c.cjs", path: "migrations/3_c.cjs" }];
  expect(shortfallsOf(recording, wanted)).toEqual([
    {
      path: "migrations/3_c.cjs",
      line: null,
      reason: 'the command failed with exit code 1; its last lines: relation "nowhere" does not exist',
    },
  ]);
});

test("a command that never connects is no success", async () => {
  const recording = await recordProject(TWO, { argv: ["node", "-e", "0"] });
  expect(shortfallsOf(recording, WANTED)).toEqual([
    {
      path: "migrations",
      line: null,
      reason: "the command ended well and never connected: it went to another database, or to none",
    },
  ]);
});

test("a command that cannot be started is told", async () => {
  const recording = await recordProject(TWO, { argv: ["no-such-program"] });
  expect(shortfallsOf(recording, WANTED)[0]?.reason).toMatch(
    /the command (cannot be started|failed with exit code 127)/,
  );
});

test("a failure before the first connection is the command's", async () => {
  const recording = await recordProject(TWO, { argv: ["node", "-e", "throw new Error('no such option')"] });
  expect(shortfallsOf(recording, WANTED)[0]?.reason).toContain("no such option");
});

test("a tool that ends well over a failure is found out by its history", async () => {
  const swallow = `
    const { Client } = require("pg");
    (async () => {
      const client = new Client({ connectionString: process.env.DATABASE_URL });
      await client.connect();
      await client.query("CREATE TABLE done (name text)");
      await client.query("CREATE TABLE a (id int)");
      await client.query("INSERT INTO done VALUES ('1_a.cjs')");
      await client.query("ALTER TABLE nowhere ADD b int").catch(() => {});
      await client.end();
    })();`;
  const recording = await recordProject({ ...TWO, "migrate.cjs": swallow });
  expect(shortfallsOf(recording, WANTED)).toEqual([
    { path: "migrations/2_b.cjs", line: null, reason: "the command did not run it" },
  ]);
});

test("an error that a migration catches itself is none", async () => {
  const caught = `exports.up = async (client) => {
    await client.query("SAVEPOINT s");
    await client.query("DROP TABLE nowhere").catch(() => client.query("ROLLBACK TO SAVEPOINT s"));
    await client.query("CREATE TABLE c (id int)");
  };`;
  const recording = await recordProject({ "migrations/1_c.cjs": caught });
  expect(shown(recording)).toEqual([
    ["1_c.cjs", "2 SAVEPOINT s", "3 ROLLBACK TO SAVEPOINT s", "4 CREATE TABLE c (id int)"],
  ]);
  expect(shortfallsOf(recording, [{ id: "1_c.cjs", path: "migrations/1_c.cjs" }])).toEqual([]);
});

test("a client that dies in a transaction leaves nothing of it to a migration that is done", async () => {
  const dies = running("CREATE TABLE c (id int)").replace("};", "process.exit(0) };");
  const recording = await recordProject({ "migrations/1_c.cjs": dies });
  expect(shortfallsOf(recording, [{ id: "1_c.cjs", path: "migrations/1_c.cjs" }])[0]?.reason).toMatch(
    /no history of the tool names it|did not run it/,
  );
});

test("a command that hangs is ended at its limit, with all that it started", async () => {
  const hang = `require("node:child_process").spawn("sleep", ["987.5"], { detached: true, stdio: "ignore" }).unref();
    setInterval(() => {}, 1000);`;
  const recording = await recordProject({ ...TWO, "migrate.cjs": hang }, { timeoutMs: 2_000 });
  expect(recording.run.ended).toBe("at its limit");
  expect(shortfallsOf(recording, WANTED)[0]?.reason).toContain("longer than its limit");
  expect(processesWith("987.5")).toEqual([]);
});

test("an output without end costs no memory", async () => {
  const flood = `const line = "x".repeat(65535) + "\\n"; let left = 4000;
    (function more() { while (left-- > 0) if (!process.stdout.write(line)) return process.stdout.once("drain", more); })();`;
  const recording = await recordProject({ ...TWO, "migrate.cjs": flood });
  expect(recording.run.exit).toBe(0);
  expect(recording.run.lastLines.join("").length).toBeLessThan(20_000);
});

test("variables of the caller are not passed on, and its environment cannot be read", async () => {
  const looks = `const { readFileSync, readdirSync } = require("node:fs");
    const all = readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).map((pid) => {
      try { return readFileSync("/proc/" + pid + "/environ", "utf8"); } catch { return ""; }
    });
    console.log([process.env.DEPLOY_TOKEN, ...all].some((text) => String(text).includes("s3cret")) ? "seen" : "unseen");`;
  // What a process sets later is not in its environ: one that stands by from its start has it there.
  const bystander = spawn("sleep", ["30"], { env: { DEPLOY_TOKEN: "s3cret" }, stdio: "ignore" });
  try {
    const files = { ...TWO, "migrate.cjs": looks };
    const callerEnv = { DEPLOY_TOKEN: "s3cret" };
    // Without namespaces its own variables are all that can be kept from it.
    const open = await recordProject(files, { callerEnv, isIsolated: false });
    expect(open.run.lastLines).toEqual([process.platform === "linux" ? "seen" : "unseen"]);
    if (!canIsolate()) return;
    const closed = await recordProject(files, { callerEnv, isIsolated: true });
    expect(closed.run.lastLines).toEqual(["unseen"]);
  } finally {
    bystander.kill();
  }
});

test("rows that a migration reads are told", async () => {
  const reads = `exports.up = async (client) => {
    const { rows } = await client.query("SELECT id FROM a");
    if (rows.length === 0) await client.query("ALTER TABLE a ADD c int");
  };`;
  const recording = await recordProject({ ...TWO, "migrations/3_c.cjs": reads });
  const last = recording.migrations.at(-1);
  expect(last && readRecorded(last, recording.historyTable).readsRows).toBe(true);
});

test("a database that the tool looks for is there under its name", async () => {
  const named = `const { Client } = require("pg");
    (async () => {
      const client = new Client({ connectionString: process.env.DATABASE_URL.replace(/[^/]*$/, "shop") });
      await client.connect();
      const { rows } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'shop'");
      console.log(rows.length);
      await client.end();
    })();`;
  const recording = await recordProject({ ...TWO, "migrate.cjs": named });
  expect(recording.run.lastLines).toEqual(["1"]);
});

function processesWith(word: string): string[] {
  const all = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(`sleep ${word}`));
}

test("settings with which a connection begins are the tool's, those that a migration says are its own", async () => {
  const pool = TOOL.replace(
    "await client.connect();",
    `await client.connect(); await client.query("SET client_min_messages TO warning;SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;");`,
  );
  const opens = `exports.up = async (client) => {
  const other = new (require("pg").Client)({ connectionString: process.env.DATABASE_URL });
  await other.connect();
  await other.query("SET lock_timeout = '5s'");
  await other.query("CREATE TABLE c (id int)");
  await other.end();
};`;
  const recording = await recordProject({ "migrate.cjs": pool, ...TWO, "migrations/3_c.cjs": opens });
  expect(shown(recording)).toEqual([
    ["1_a.cjs", "2 CREATE TABLE a (id int PRIMARY KEY)"],
    ["2_b.cjs", "2 ALTER TABLE a ADD b text", "3 CREATE INDEX ON a (b)"],
    ["3_c.cjs", "4 SET lock_timeout = '5s'", "5 CREATE TABLE c (id int)"],
  ]);
  expect(recording.migrations[0]?.sent[0]).toMatchObject({ opening: true });
});
