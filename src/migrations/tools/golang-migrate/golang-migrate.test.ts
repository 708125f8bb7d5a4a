import { expect, test } from "vitest";
import { targetOf } from "../../find/discover.testing.ts";

test("the up files, by number", async () => {
  const target = await targetOf({
    "db/10_b.up.sql": "SELECT 2;",
    "db/10_b.down.sql": "SELECT 3;",
    "db/9_a.up.sql": "SELECT 1;",
    "db/9_a.down.sql": "SELECT 0;",
  });
  expect([target.tool, target.migrations.map(({ id, transaction }) => [id, transaction])]).toEqual([
    "golang-migrate",
    [
      ["9_a.up", "file"],
      ["10_b.up", "file"],
    ],
  ]);
  expect(target.history).toEqual({ schema: "public", table: "schema_migrations" });
});

test("two files of one version, and one that only goes down", async () => {
  const target = await targetOf({
    "db/1_a.up.sql": "SELECT 1;",
    "db/0001_b.up.sql": "SELECT 1;",
    "db/2_c.down.sql": "SELECT 1;",
  });
  expect(target.unreadable.map(({ path, reason }) => [path, reason])).toEqual([
    ["db/1_a.up.sql", "has the same version as 0001_b.up.sql (1): golang-migrate stops at it"],
  ]);
  expect(target.remarks.map(({ path, reason }) => [path, reason])).toEqual([
    ["db/2_c.down.sql", "has no .up.sql beside it: going up, golang-migrate runs nothing for its version"],
  ]);
});

test("sqlx names its files alike: a Rust package that uses it is read as plain SQL, each file in a transaction", async () => {
  const files = {
    "migrations/1_a.up.sql": "SELECT 1;",
    "migrations/1_a.down.sql": "SELECT 0;",
    "migrations/2_b.up.sql": "-- no-transaction\nSELECT 1;",
  };
  const target = await targetOf({ ...files, "Cargo.toml": '[dependencies]\nsqlx = { version = "0.9" }\n' });
  expect([
    target.tool,
    target.migrations.map(({ id, transaction, delivery }) => [id, transaction, delivery]),
  ]).toEqual([
    "sql",
    [
      ["1_a.up", "file", { sending: "one query" }],
      ["2_b.up", "file", { sending: "one query", wrapping: "none" }],
    ],
  ]);
  expect(target.assumption).toContain("sqlx");
  const other = await targetOf({ ...files, "Cargo.toml": '[dependencies]\nserde = "1"\n' });
  expect(other.tool).toBe("golang-migrate");
});

test.each<[string, string, string, string[]]>([
  [
    "each statement by itself",
    "CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);\n",
    "statement",
    [],
  ],
  ["a body is cut", "SELECT 1;\nDO $$ BEGIN\n  PERFORM 1;\nEND $$;\n", "", ["db/1_a.up.sql:3"]],
  ["a comment is cut", "-- one; two\nSELECT 1;\n", "", ["db/1_a.up.sql:1"]],
  ["a string is cut", "SELECT 'a;b';\n", "", ["db/1_a.up.sql:1"]],
])("x-multi-statement in the Makefile: %s", async (_, text, transaction, problems) => {
  const target = await targetOf({
    Makefile: 'up:\n\tmigrate -database "postgres://h/d?x-multi-statement=true" -path db up\n',
    "db/1_a.up.sql": text,
  });
  expect(target.migrations.map((migration) => migration.transaction).join()).toBe(transaction);
  expect(target.unreadable.map(({ path, line }) => `${path}:${line}`)).toEqual(problems);
});
