/** Tools whose rows name no migration: the config names the table, and the rows are taken in turn. */
import { expect, test } from "vitest";
import { recordProject, running } from "./capture.testing.ts";
import { readRecorded } from "./recorded-script.ts";
import type { Recording } from "./recording.ts";
import { shortfallsOf } from "./shortfalls.ts";

/** Notes the checksum alone, of a migration that is done, or of one that is about to begin. */
function tool(notes: "after" | "before" | "both"): string {
  const note = `await client.query("INSERT INTO ops.applied (sum) VALUES ($1)", [sum(name)]);`;
  return `
const { Client } = require("pg");
const { readdirSync, readFileSync } = require("node:fs");
const sum = (name) => require("node:crypto").createHash("md5").update(readFileSync("migrations/" + name)).digest("hex");
(async () => {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query("CREATE SCHEMA IF NOT EXISTS ops");
  await client.query("CREATE TABLE IF NOT EXISTS ops.applied (sum text)");
  const done = (await client.query("SELECT sum FROM ops.applied")).rows.map(({ sum }) => sum);
  for (const name of readdirSync("migrations").sort()) {
    if (done.includes(sum(name))) continue;
    await client.query("BEGIN");
    ${notes === "after" ? "" : note}
    await require("./migrations/" + name).up(client);
    ${notes === "before" ? "" : note}
    await client.query("COMMIT");
  }
  await client.end();
})().catch((error) => { console.error(error.message); process.exit(1); });
`;
}

const FILES = {
  "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
  "migrations/2_b.cjs": running("CREATE TABLE b (id int)", "INSERT INTO b VALUES (7)"),
  "migrations/3_c.cjs": running("ALTER TABLE a ADD c text"),
};
const AFTER = { "migrate.cjs": tool("after"), ...FILES };
const WANTED = Object.keys(FILES).map((path) => ({ id: path.slice("migrations/".length), path }));

function reasonsOf(recording: Recording, wanted = WANTED): string[] {
  return shortfallsOf(recording, wanted).map(({ path, reason }) => `${path}: ${reason}`);
}

function shown({ migrations, historyTable }: Recording): string[] {
  return migrations.flatMap((migration) =>
    readRecorded(migration, historyTable).listed.map(({ text }) => `${migration.id} ${text}`),
  );
}

const SENT = [
  "1_a.cjs CREATE TABLE a (id int PRIMARY KEY)",
  "2_b.cjs CREATE TABLE b (id int)",
  "2_b.cjs INSERT INTO b VALUES (7)",
  "3_c.cjs ALTER TABLE a ADD c text",
];

test("without its name nothing can be told, and the way out is said", async () => {
  const recording = await recordProject(AFTER);
  expect(shown(recording)).toEqual([]);
  expect(reasonsOf(recording)[0]).toBe(
    "migrations/1_a.cjs: no history of the tool names it: what it sends cannot be told from the rest. Name the tool's table as historyTable in the config",
  );
});

test.each(["ops.applied", "applied"])(
  "with the name %s each row is of the next migration",
  async (historyTable) => {
    const recording = await recordProject(AFTER, { historyTable });
    expect(shown(recording)).toEqual(SENT);
    expect(reasonsOf(recording)).toEqual([]);
    expect(recording.historyTable).toBe("ops.applied");
  },
);

test("upon a base only what is new counts", async () => {
  const historyTable = "ops.applied";
  const recording = await recordProject(AFTER, { historyTable, judged: ["3_c.cjs"] });
  expect(recording.base.migrations.map(({ id }) => id)).toEqual(["1_a.cjs", "2_b.cjs"]);
  expect(shown(recording)).toEqual(SENT.slice(3));
  expect(reasonsOf(recording, WANTED.slice(2))).toEqual([]);
});

test("a failure leaves what was sent before it to the migration that failed", async () => {
  const files = { ...AFTER, "migrations/2_b.cjs": running("CREATE TABLE b (id int)", "SELECT nothing") };
  const recording = await recordProject(files, { historyTable: "ops.applied" });
  expect(shown(recording).slice(0, 2)).toEqual(SENT.slice(0, 2));
  expect(reasonsOf(recording)[0]).toMatch(/^migrations\/2_b.cjs: the command failed with exit code 1/);
});

test.each([
  [
    "before",
    /^migrations: which statement is of which migration cannot be told: statements follow the last row/,
  ],
  ["both", /^migrations: which .* cannot be told: ops.applied got 6 rows, and 3 migrations were pending$/],
] as const)("rows %s the work tell nothing, which is said", async (notes, reason) => {
  const recording = await recordProject(
    { ...AFTER, "migrate.cjs": tool(notes) },
    { historyTable: "ops.applied" },
  );
  expect(reasonsOf(recording)).toContainEqual(expect.stringMatching(reason));
});

test("where rows name migrations, the name of the table decides among several", async () => {
  const logs = `exports.up = async (client) => {
    await client.query("CREATE TABLE log (what text)");
    await client.query("INSERT INTO log VALUES ('1_a.cjs'), ('2_b.cjs')");
    await client.query("INSERT INTO log VALUES ('2_b.cjs')");
    await client.query("INSERT INTO log VALUES ('3_c.cjs')");
  };`;
  const files = { "migrations/1_a.cjs": logs, "migrations/2_b.cjs": running("SELECT 1") };
  const recording = await recordProject(files, { historyTable: "done" });
  expect(recording.historyTable).toBe("done");
  expect(reasonsOf(recording, WANTED.slice(0, 2))).toEqual([]);
  expect(shown(recording)).toContain("1_a.cjs INSERT INTO log VALUES ('3_c.cjs')");
});
