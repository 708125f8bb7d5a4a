import { expect, test } from "vitest";
import { type ProjectOptions, recordProject, running, TOOL } from "./capture.testing.ts";
import type { RecordedMessage, Recording } from "./recording.ts";
import { remarksOn } from "./shortfalls.ts";

/** Runs the files of two folders in one order; only one folder is looked at. */
const TWO_FOLDERS = TOOL.replace(
  'readdirSync("migrations").sort()',
  '[...readdirSync("migrations"), ...readdirSync("other")].sort()',
).replace(
  'require("./migrations/" + name)',
  '(readdirSync("other").includes(name) ? require("./other/" + name) : require("./migrations/" + name))',
);

const FILES = {
  "migrate.cjs": TWO_FOLDERS,
  "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
  "other/2_b.cjs": running("CREATE TABLE b (id int PRIMARY KEY)", "DROP TABLE b"),
  "migrations/3_c.cjs": running("ALTER TABLE a ADD c text"),
  "other/4_d.cjs": running("CREATE TABLE d (id int)"),
};

const work = (sent: readonly RecordedMessage[] = []) =>
  sent.map(({ sql }) => sql).filter((sql) => !/^(?:BEGIN|COMMIT)$/.test(sql));

async function cut(files: Readonly<Record<string, string>>, options: ProjectOptions = {}) {
  const recording = await recordProject(files, options);
  const migrations = recording.migrations.map(({ id, before, sent }) => [id, work(before), work(sent)]);
  return { recording, migrations };
}

function saysSo(recording: Recording): boolean {
  return remarksOn(recording).some((remark) => remark.includes("also ran migrations that are not judged"));
}

test("what another folder's migration sent is not of the one that follows it", async () => {
  const { recording, migrations } = await cut(FILES);
  expect(migrations).toEqual([
    ["1_a.cjs", [], ["CREATE TABLE a (id int PRIMARY KEY)"]],
    ["3_c.cjs", ["CREATE TABLE b (id int PRIMARY KEY)", "DROP TABLE b"], ["ALTER TABLE a ADD c text"]],
  ]);
  expect(saysSo(recording)).toBe(true);
});

test("nor where all share a transaction", async () => {
  const together = TWO_FOLDERS.replace('await client.query("BEGIN");', "")
    .replace('await client.query("COMMIT");', "")
    .replace("for (const name of [", 'await client.query("BEGIN");\n  for (const name of [')
    .replace("await client.end()", 'await client.query("COMMIT");\n  await client.end()');
  const { recording, migrations } = await cut({ ...FILES, "migrate.cjs": together });
  expect(migrations.at(-1)).toEqual([
    "3_c.cjs",
    ["CREATE TABLE b (id int PRIMARY KEY)", "DROP TABLE b"],
    ["ALTER TABLE a ADD c text"],
  ]);
  const transactions = recording.migrations.flatMap(({ before = [], sent }) => [...before, ...sent]);
  expect(new Set(transactions.map(({ transaction }) => transaction)).size).toBe(1);
});

test("a migration that writes into the history itself keeps what it sent", async () => {
  const { recording, migrations } = await cut({
    "migrations/1_a.cjs": running("CREATE TABLE a (id int PRIMARY KEY)"),
    "migrations/2_b.cjs": running(
      "ALTER TABLE a ADD b text",
      "INSERT INTO done (name) VALUES ('0_squashed.cjs')",
      "ALTER TABLE a ADD c text",
    ),
  });
  expect(migrations.at(-1)).toEqual([
    "2_b.cjs",
    [],
    expect.arrayContaining(["ALTER TABLE a ADD b text", "ALTER TABLE a ADD c text"]),
  ]);
  expect(saysSo(recording)).toBe(false);
});
