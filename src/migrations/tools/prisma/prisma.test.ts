import { describe, expect, test } from "vitest";
import { targetOf, targetsOf } from "../../find/discover.testing.ts";

const LOCK = { "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n' };
const migration = (name: string, sql = "SELECT 1;") => ({ [`prisma/migrations/${name}/migration.sql`]: sql });
const installed = (version: string) => ({
  "package-lock.json": JSON.stringify({ packages: { "node_modules/prisma": { version } } }),
});

test("directories in the order of Prisma's localeCompare, whatever their names", async () => {
  const target = await targetOf({
    ...LOCK,
    ...migration("20250101000000_b"),
    ...migration("2025_a"),
    ...migration("Add users"),
    ...migration("add posts"),
    ...migration("10_last.sql"),
  });
  expect(target.migrations.map(({ id }) => id)).toEqual([
    "10_last.sql",
    "2025_a",
    "20250101000000_b",
    "add posts",
    "Add users",
  ]);
});

test("a directory without migration.sql is named; one with code beside is only mentioned", async () => {
  const target = await targetOf({
    ...LOCK,
    ...migration("1_a"),
    "prisma/migrations/2_b/notes.md": "later",
    "prisma/migrations/3_c/migration.ts": "export {}",
  });
  expect(target.unreadable).toEqual([
    {
      path: "prisma/migrations/2_b",
      line: null,
      reason: "has no migration.sql: prisma migrate deploy stops at it (P3015)",
    },
  ]);
  expect(target.remarks.map(({ path }) => path)).toEqual(["prisma/migrations/3_c/migration.ts"]);
});

describe("the database", () => {
  const schema = (provider: string) => ({
    "prisma/schema.prisma": `datasource db {\n  provider = "${provider}"\n  url = env("URL")\n}\n`,
  });

  test("is the lock's provider", async () => {
    const lock = { "prisma/migrations/migration_lock.toml": 'provider = "mysql"\n' };
    const target = await targetOf({ ...lock, ...schema("postgresql"), ...migration("1_a") });
    expect(target.skipped).toBe("mysql, not PostgreSQL: by prisma/migrations/migration_lock.toml");
    expect(target.migrations).toEqual([]);
  });

  test("of a lock with a merge conflict is still read", async () => {
    const text = '<<<<<<< HEAD\nprovider = "sqlite"\n=======\nprovider = "sqlite"\n>>>>>>> main\n';
    const target = await targetOf({ "prisma/migrations/migration_lock.toml": text, ...migration("1_a") });
    expect(target.skipped).toContain("sqlite, not PostgreSQL");
  });

  test.each([
    ["postgresql", null],
    ["cockroachdb", "cockroachdb, not PostgreSQL: by prisma/schema.prisma"],
  ])("without a lock is the schema's: %s", async (provider, skipped) => {
    expect((await targetOf({ ...schema(provider), ...migration("1_a") })).skipped).toBe(skipped);
  });

  test("of a schema that is a folder of files", async () => {
    const files = { "prisma/schema/main.prisma": 'datasource db {\n  provider = "sqlserver"\n}\n' };
    expect((await targetOf({ ...files, ...migration("1_a") })).skipped).toContain("sqlserver");
  });
});

describe("transactions", () => {
  const TWO = 'CREATE TABLE "a" ();\nCREATE INDEX "i" ON "a" ("x");';
  const how = async (version: string, sql: string) => {
    const { migrations, assumption } = await targetOf({
      ...LOCK,
      ...installed(version),
      ...migration("1_a", sql),
    });
    const [only] = migrations;
    return [only?.transaction, only?.atomicity, only?.note, assumption];
  };

  test("the file up to 7.3, each statement from 7.4", async () => {
    expect(await how("7.3.9", TWO)).toEqual(["file", "file", null, null]);
    expect(await how("7.4.0", TWO)).toEqual(["statement", "statement", null, null]);
  });

  test("a form that the engine cannot split keeps the file together", async () => {
    const text = "DO $$ BEGIN PERFORM 1; END $$;\nSELECT 1;";
    const note = "Prisma sends this file as one transaction: its engine cannot split DO";
    expect(await how("7.10.1", text)).toEqual(["file", "file", note, null]);
  });

  test("a form that it may not split: locks by the wider, atomicity by the narrower", async () => {
    const text = "ALTER TABLE a VALIDATE CONSTRAINT c;\nSELECT 1;";
    const [transaction, atomicity, note] = await how("7.10.1", text);
    expect([transaction, atomicity]).toEqual(["file", "statement"]);
    expect(note).toContain("may not split a file with ALTER TABLE a VALIDATE");
  });

  test("one statement alone is never in doubt, and words in strings and comments are no statements", async () => {
    expect(await how("7.10.1", "REINDEX TABLE a;")).toEqual(["statement", "statement", null, null]);
    expect(await how("7.10.1", "-- DO;\nSELECT 'x; DO';\nSELECT 2;")).toEqual([
      "statement",
      "statement",
      null,
      null,
    ]);
  });

  test("an unknown version is said", async () => {
    const { migrations, assumption } = await targetOf({ ...LOCK, ...migration("1_a", TWO) });
    expect([migrations[0]?.transaction, migrations[0]?.atomicity]).toEqual(["file", "statement"]);
    expect(assumption).toBe(
      "Prisma's version is not known: no lockfile or package.json names it; locks are judged as held to the end of the file, atomicity statement by statement",
    );
  });

  test("a range that allows both sides is unknown, one that does not is not", async () => {
    const wanting = (range: string) => ({
      "package.json": JSON.stringify({ devDependencies: { prisma: range } }),
    });
    const both = await targetOf({ ...LOCK, ...wanting("^7.1.0"), ...migration("1_a", TWO) });
    expect(both.assumption).toContain("package.json allows ^7.1.0");
    const older = await targetOf({ ...LOCK, ...wanting("^6.19.0"), ...migration("1_a", TWO) });
    expect([older.assumption, older.migrations[0]?.atomicity]).toEqual([null, "file"]);
  });
});

test("Prisma 8 is named, and not read", async () => {
  const dir = "migrations/app/20260707T1008_add_name";
  const [target] = await targetsOf({
    [`${dir}/migration.ts`]: "",
    [`${dir}/migration.json`]: "{}",
    [`${dir}/ops.json`]: "[]",
  });
  expect([target?.tool, target?.skipped]).toEqual([
    "prisma",
    "the migrations of Prisma 8 (ops.json) are not supported yet",
  ]);
});
