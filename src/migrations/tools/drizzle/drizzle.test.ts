import { describe, expect, test } from "vitest";
import { targetOf, targetsOf } from "../../find/discover.testing.ts";

const journal = (...tags: readonly (readonly [string, number])[]) => ({
  "drizzle/meta/_journal.json": JSON.stringify(
    {
      version: "7",
      dialect: "postgresql",
      entries: tags.map(([tag, when], idx) => ({ idx, when, tag, breakpoints: true })),
    },
    null,
    2,
  ),
});

test("in the journal's order, all in one transaction", async () => {
  const target = await targetOf({
    ...journal(["0001_b", 1], ["0000_a", 2]),
    "drizzle/0000_a.sql": "SELECT 1;",
    "drizzle/0001_b.sql": "SELECT 2;",
  });
  expect(target.tool).toBe("drizzle");
  expect(target.migrations.map(({ id, transaction }) => [id, transaction])).toEqual([
    ["0001_b", "all-pending"],
    ["0000_a", "all-pending"],
  ]);
});

test("a breakpoint ends a statement, and what follows it on its line is SQL", async () => {
  const text = "CREATE TABLE a ()--> statement-breakpoint\nSELECT 1;\n--> statement-breakpoint SELECT 2";
  const { migrations } = await targetOf({ ...journal(["0000_a", 1]), "drizzle/0000_a.sql": text });
  const sql = migrations[0]?.sql ?? "";
  // A carriage return ends a comment, and no line here.
  expect(sql.replace(/ +/g, " ")).toBe("CREATE TABLE a ()\r; \nSELECT 1;\n\r; SELECT 2");
  expect(sql.length).toBe(text.length);
});

test.each([
  ["-- note --> statement-breakpoint DROP TABLE a;", null],
  ["SELECT 'a\n--> statement-breakpoint b';", 2],
  ["/*\nCREATE TABLE a ();\n--> statement-breakpoint\n*/", 3],
  ["DO $$ BEGIN\n--> statement-breakpoint\nEND $$;", 2],
])("a breakpoint cuts whatever it stands in: %j", async (text, line) => {
  const target = await targetOf({ ...journal(["0000_a", 1]), "drizzle/0000_a.sql": text });
  expect(target.unreadable).toEqual(
    line === null
      ? []
      : [
          {
            path: "drizzle/0000_a.sql",
            line,
            reason: expect.stringContaining("inside of a string or a comment"),
          },
        ],
  );
  if (line === null) expect(target.migrations[0]?.sql).toMatch(/\r; +DROP TABLE a;$/);
});

test("a journal that names a missing file, and a file that it does not name", async () => {
  const target = await targetOf({
    ...journal(["0000_a", 1], ["0001_gone", 2]),
    "drizzle/0000_a.sql": "SELECT 1;",
    "drizzle/0009_stray.sql": "SELECT 9;",
  });
  expect(target.unreadable).toEqual([
    {
      path: "drizzle/meta/_journal.json",
      line: 14,
      reason: "names 0001_gone, but 0001_gone.sql is missing: drizzle stops at it",
    },
  ]);
  expect(target.remarks.map(({ path, reason }) => [path, reason])).toEqual([
    ["drizzle/0009_stray.sql", "is not in meta/_journal.json: drizzle never runs it"],
  ]);
});

test("a journal in conflict", async () => {
  const text = '{\n  "entries": [\n<<<<<<< HEAD\n';
  const target = await targetOf({ "drizzle/meta/_journal.json": text, "drizzle/0000_a.sql": "SELECT 1;" });
  expect(target.unreadable).toEqual([
    { path: "drizzle/meta/_journal.json", line: 3, reason: "is not JSON: drizzle stops at it" },
  ]);
});

test("a journal that names none of the files runs none of them", async () => {
  const target = await targetOf({
    ...journal(["0000_gone", 1]),
    "packages/db/migrations/meta/_journal.json": "{}",
    "drizzle/001_a.sql": "SELECT 1;",
  }).catch(() => null);
  expect(target).toBeNull();
  const [first] = await targetsOf({ ...journal(["0000_gone", 1]), "drizzle/001_a.sql": "SELECT 1;" });
  expect([first?.tool, first?.migrations.length]).toEqual(["sql", 1]);
  expect(first?.assumption).toContain("journal names none of these files (0000_gone.sql is missing)");
});

describe("the config is read, not run", () => {
  const config = (text: string) => ({
    ...journal(["0000_a", 1]),
    "drizzle/0000_a.sql": "SELECT 1;",
    "drizzle.config.ts": text,
  });

  test("its dialect and table", async () => {
    const text = `
      // dialect: "postgresql",
      export default defineConfig({ out: "./drizzle", dialect: 'mysql', migrations: { table: "t", schema: "s" } });
      throw new Error("never run");`;
    const target = await targetOf(config(text));
    expect(target.skipped).toBe("mysql, not PostgreSQL: by drizzle.config.ts");
    expect(target.history).toEqual({ schema: "s", table: "t" });
  });

  test("a config of another folder, or a computed one, says nothing", async () => {
    for (const text of [
      'export default { out: "./other", dialect: "mysql" }',
      "export default { dialect: pick() }",
    ]) {
      const target = await targetOf(config(text));
      expect([target.skipped, target.history?.table]).toEqual([null, "__drizzle_migrations"]);
    }
  });
});

test("from 1.0 on, a folder for each migration", async () => {
  const target = await targetOf({
    "drizzle/20260203101500_b/migration.sql": "SELECT 1;",
    "drizzle/20260203101500_b/snapshot.json": '{"dialect": "postgres"}',
    "drizzle/20260103101500_a/migration.sql": "SELECT 1;--> statement-breakpoint\nSELECT 2;",
    "drizzle/20260103101500_a/snapshot.json": '{"dialect": "postgres"}',
  });
  expect([target.tool, target.dir, target.skipped]).toEqual(["drizzle", "drizzle", null]);
  expect(target.migrations.map(({ id }) => id)).toEqual(["20260103101500_a", "20260203101500_b"]);
  const other = await targetOf({
    "drizzle/20260203101500_b/migration.sql": "SELECT 1;",
    "drizzle/20260203101500_b/snapshot.json": '{"dialect": "sqlite"}',
  });
  expect(other.skipped).toContain("sqlite, not PostgreSQL");
});
