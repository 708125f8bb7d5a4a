import { afterAll, beforeAll, expect, test } from "vitest";
import { type Embedded, startPglite } from "../shadow/engines/pglite.ts";
import { CASES, diffOf } from "./cases.testing.ts";

let database: Embedded;

beforeAll(async () => {
  database = await startPglite({ dataDir: null, extensions: [] });
});

afterAll(() => database.close());

test.each(CASES)("$sql", async ({ given = "", sql, diff }) => {
  expect(await diffOf(database, given, sql)).toEqual(diff);
});

test("a view is told with its query, and not where only names below it change", async () => {
  expect(await diffOf(database, "", "ALTER TABLE users RENAME email TO mail;")).toEqual([
    "changed column users.mail: users.email → users.mail",
  ]);
  expect(
    await diffOf(
      database,
      "",
      `CREATE OR REPLACE VIEW emails AS SELECT id, email, 1 AS one FROM users;
       CREATE MATERIALIZED VIEW ids AS SELECT id FROM users; CREATE INDEX ids_idx ON ids (id);`,
    ),
  ).toEqual([
    "changed view emails: SELECT id,\n    email\n   FROM users; → SELECT id,\n    email,\n    1 AS one\n   FROM users;",
    "added materialized view ids: SELECT id\n   FROM users;\nindex ids_idx (id)",
  ]);
});

test("a name that looks like a line of its own stands in quotes", async () => {
  expect(
    await diffOf(database, "", 'CREATE TABLE "a\nPRIMARY KEY" ("x\nrow level security enabled" int)'),
  ).toEqual(['added table a\nPRIMARY KEY: "x\\nrow level security enabled" integer']);
});
