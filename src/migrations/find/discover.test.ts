import { describe, expect, test } from "vitest";
import { targetOf, targetsOf } from "./discover.testing.ts";

const names = async (files: Readonly<Record<string, string>>) =>
  (await targetsOf(files)).map(({ name, tool, dir, skipped }) => [name, tool, dir, skipped]);

test("one target for each tool, folder and database", async () => {
  expect(
    await names({
      "apps/web/prisma/migrations/migration_lock.toml": 'provider = "postgresql"',
      "apps/web/prisma/migrations/1_a/migration.sql": "SELECT 1;",
      "packages/db/migrations/meta/_journal.json":
        '{"dialect": "postgresql", "entries": [{"tag": "0_a", "when": 1}]}',
      "packages/db/migrations/0_a.sql": "SELECT 1;",
      "clickhouse/migrations/1_a.up.sql": "SELECT 1;",
      "sql/migrations/tenant/001_a.sql": "SELECT 1;",
    }),
  ).toEqual([
    ["web", "prisma", "apps/web/prisma/migrations", null],
    [
      "clickhouse",
      "golang-migrate",
      "clickhouse/migrations",
      "clickhouse, not PostgreSQL: by the folder clickhouse",
    ],
    ["db", "drizzle", "packages/db/migrations", null],
    ["tenant", "sql", "sql/migrations/tenant", null],
  ]);
});

test("names are unique, with as much of the path as that takes", async () => {
  const two = await names({ "a/db/migrations/1.sql": "SELECT 1;", "b/db/migrations/1.sql": "SELECT 1;" });
  expect(two.map(([name]) => name)).toEqual(["a", "b"]);
  const deep = await names({ "a/x/migrations/1.sql": "SELECT 1;", "b/x/migrations/1.sql": "SELECT 1;" });
  expect(deep.map(([name]) => name)).toEqual(["a/x", "b/x"]);
  const inside = await names({ "migrations/1.sql": "SELECT 1;", "migrations/old/1.sql": "SELECT 1;" });
  expect(new Set(inside.map(([name]) => name)).size).toBe(2);
});

describe("the database of a plain folder", () => {
  test.each([
    [
      "by its folder",
      { "db/mysql/migrations/1.sql": "SELECT 1;" },
      "mysql, not PostgreSQL: by the folder mysql",
    ],
    ["the nearest folder", { "mysql/pg/migrations/1.sql": "SELECT 1;" }, null],
    [
      "by its SQL",
      { "migrations/1.sql": "CREATE TABLE a (id int) ENGINE = MergeTree ORDER BY id;" },
      "clickhouse, not PostgreSQL: by its SQL (ENGINE = MergeTree)",
    ],
    [
      "by its SQL, however laid out",
      { "migrations/1.sql": "CREATE TABLE `a` (id int AUTO_INCREMENT);" },
      "mysql, not PostgreSQL: by its SQL (AUTO_INCREMENT)",
    ],
    [
      "words in comments show nothing",
      { "migrations/1.sql": "-- AUTO_INCREMENT\nSELECT 'ENGINE=InnoDB';" },
      null,
    ],
    [
      "by the only driver of its package",
      { "migrations/1.sql": "SELECT 1;", "package.json": '{"dependencies": {"better-sqlite3": "12"}}' },
      "sqlite, not PostgreSQL: by the dependency better-sqlite3",
    ],
    [
      "two drivers show nothing",
      {
        "migrations/1.sql": "SELECT 1;",
        "package.json": '{"dependencies": {"better-sqlite3": "12", "pg": "8"}}',
      },
      null,
    ],
    [
      "PostgreSQL's own words are stronger than a driver",
      {
        "migrations/1.sql": "CREATE TABLE a (at timestamptz);",
        "package.json": '{"dependencies": {"better-sqlite3": "12"}}',
      },
      null,
    ],
    ["a price oracle is no database", { "packages/oracle/migrations/1.sql": "SELECT 1;" }, null],
  ])("%s", async (_, files, skipped) => {
    expect((await targetOf(files)).skipped).toBe(skipped);
  });
});

test("plain files by number, those that take changes back left out", async () => {
  const { migrations } = await targetOf({
    "migrations/10_c.sql": "SELECT 1;",
    "migrations/9_b.sql": "SELECT 1;",
    "migrations/9_b.down.sql": "SELECT 1;",
    "migrations/schema.sql": "SELECT 1;",
    "migrations/9_b_rollback.sql": "SELECT 1;",
  });
  expect(migrations.map(({ id }) => id)).toEqual(["schema", "9_b", "10_c"]);
  expect(migrations.map(({ reader }) => reader)).toEqual(["psql", "psql", "psql"]);
});

test("folders that are no migrations", async () => {
  expect(await names({ "sql/001_report.sql": "SELECT 1;", "db/schema.sql": "SELECT 1;" })).toEqual([]);
});

test.each(["node_modules/x", "fixtures", "test", "examples/a", "src/__tests__", "vendor"])(
  "%s is left out below the start",
  async (dir) => {
    expect(await names({ [`${dir}/migrations/1.sql`]: "SELECT 1;" })).toEqual([]);
  },
);

test("a declared folder is read wherever it lies, by its tool or as what it is", async () => {
  const files = {
    "examples/x/1_a.sql": "-- +goose Up\nSELECT 1;\n",
    "mysql/x/1_a.sql": "SELECT 1;",
  };
  const targets = await targetsOf(files, [
    { dir: "examples/x", name: "one" },
    { dir: "mysql/x", tool: "sql", transaction: "file" },
  ]);
  expect(targets.map(({ name, tool, skipped }) => [name, tool, skipped])).toEqual([
    ["one", "goose", null],
    ["mysql/x", "sql", null],
  ]);
});
