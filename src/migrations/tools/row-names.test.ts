import { expect, test } from "vitest";
import { rowNamesOf } from "./row-names.ts";

const REVISION = 'revision: str = "4f1c"\ndown_revision = "9b2d"\n';

test.each([
  ["knex", "db/migrations/20260101_a.js", "", "20260101_a.js"],
  ["kysely", "migrations/01_a.ts", "", "01_a"],
  ["rails", "db/migrate/001_a.rb", "", "1"],
  ["alembic", "versions/x.py", REVISION, "4f1c"],
  ["django", "apps/shop/migrations/0001_initial.py", "migrations.Migration", "shop 0001_initial"],
  ["typeorm", "1767690000000-A.ts", "export class A1767690000000 {}", "A1767690000000"],
  ["typeorm", "1767690000000-A.ts", "class A {\n  name = 'Other1767690000000';\n}", "Other1767690000000"],
  ["db-migrate", "migrations/20260101-a.js", "", "/20260101-a"],
  [
    "drizzle",
    "drizzle/0000_a.sql",
    "SELECT 1;\n",
    "b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd",
  ],
] as const)("%s names %s", (tool, path, source, name) => {
  expect(rowNamesOf(tool, path, source).map((texts) => texts.join(" "))).toContain(name);
});

test("a runner that nobody knows may name them as any other does, the revision that it is and not the one before", () => {
  const names = rowNamesOf("sql", "changes/V7__a.py", REVISION).flat();
  expect(names).toEqual(expect.arrayContaining(["4f1c", "/V7__a", "V7__a.py", "7"]));
  expect(names).not.toContain("9b2d");
});
