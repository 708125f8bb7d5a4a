import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { blame, errors, locks, migration, observation, run, SCHEMA, statements } from "./rehearse.testing.ts";

beforeAll(loadParser);

test("each migration runs in its runner's transactions, after all before it", async () => {
  const rehearsal = await run([
    migration("schema", SCHEMA, { judged: false }),
    migration(
      "rewrite",
      "ALTER TABLE orders ALTER COLUMN total TYPE bigint; CREATE INDEX by_user ON orders (user_id);",
    ),
    migration("concurrently alone", "CREATE INDEX CONCURRENTLY by_total ON orders (total);"),
    migration(
      "concurrently with others",
      "CREATE INDEX CONCURRENTLY x ON orders (id); ALTER TABLE orders ADD COLUMN a int;",
    ),
    migration(
      "runner unknown",
      "ALTER TABLE orders ADD COLUMN b int; CREATE INDEX CONCURRENTLY by_b ON orders (b);",
      {
        atomicity: "statement",
        delivery: { isDoubtful: true },
      },
    ),
    migration("block", "DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD CHECK (id > 0)'; END $$;"),
    migration(
      "enum in one",
      "ALTER TYPE mood ADD VALUE 'glad'; ALTER TABLE users ADD COLUMN m mood DEFAULT 'glad';",
    ),
    migration(
      "enum in two",
      "ALTER TYPE mood ADD VALUE 'sad'; ALTER TABLE users ADD COLUMN n mood DEFAULT 'sad';",
      {
        transaction: "statement",
      },
    ),
    migration(
      "deferred",
      "CREATE TABLE d (id int PRIMARY KEY, o int REFERENCES d DEFERRABLE INITIALLY DEFERRED); INSERT INTO d VALUES (1, 7);",
    ),
    migration("own transaction", "BEGIN; LOCK TABLE users; COMMIT; VACUUM users; LOCK TABLE users;", {
      tool: "sql",
      transaction: "statement",
    }),
    migration("isolation", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; UPDATE users SET email = 'x';"),
    migration(
      "procedure",
      "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE users ADD COLUMN p int; COMMIT; END $$; CALL p();",
      {
        transaction: "statement",
      },
    ),
    migration(
      "same name",
      `ALTER TABLE users ADD CONSTRAINT same FOREIGN KEY (id) REFERENCES users;
       ALTER TABLE orders ADD CONSTRAINT same FOREIGN KEY (id) REFERENCES users;`,
    ),
    migration("rolled back", "CREATE TABLE gone (id int); ROLLBACK; CREATE TABLE stays (id int);"),
    migration("after it", "ALTER TABLE stays ADD COLUMN a int; ALTER TABLE gone ADD COLUMN a int;"),
  ]);
  expect(rehearsal.baseFailures).toEqual([]);

  const [type, index] = statements(rehearsal, "rewrite");
  expect(observation(type)?.rewrites).toEqual([{ relation: "public.orders", kind: "r", how: "rewrite" }]);
  expect(observation(index)?.builds).toEqual([{ relation: "public.orders", index: "public.by_user" }]);
  expect(observation(index)?.held).toContainEqual({
    relation: "public.orders",
    kind: "r",
    mode: "ACCESS EXCLUSIVE",
  });

  const [alone] = statements(rehearsal, "concurrently alone");
  expect(alone).toMatchObject({ locksObserved: false, observation: { error: null } });
  expect(observation(alone)?.builds).toEqual([{ relation: "public.orders", index: "public.by_total" }]);
  expect(errors(rehearsal, "concurrently with others")).toEqual(["25001", null]);
  expect(errors(rehearsal, "runner unknown")).toEqual([null, null]);
  expect(observation(statements(rehearsal, "runner unknown")[1])?.builds).toHaveLength(1);

  const [block] = statements(rehearsal, "block");
  expect(locks(block)).toEqual(["public.users ACCESS EXCLUSIVE"]);
  expect(observation(block)?.scans).toEqual([{ relation: "public.users", why: "verifies rows" }]);
  expect(errors(rehearsal, "enum in one")).toEqual([null, "55P04"]);
  expect(errors(rehearsal, "enum in two")).toEqual([null, null]);

  const [, insert] = statements(rehearsal, "deferred");
  expect(insert).toMatchObject({ kind: "observed", observation: { error: { sqlstate: "23503" } } });
  const own = statements(rehearsal, "own transaction");
  expect(errors(rehearsal, "own transaction")).toEqual([null, null, null, null, "25P01"]);
  expect(locks(own[1])).toEqual(["public.users ACCESS EXCLUSIVE"]);
  expect(errors(rehearsal, "isolation")).toEqual([null, null]);
  expect(statements(rehearsal, "isolation")[1]).toMatchObject({
    dependsOnRows: expect.stringContaining("users"),
  });
  expect(errors(rehearsal, "procedure")).toEqual([null, null]);
  expect(observation(statements(rehearsal, "same name")[1])?.scans).toEqual([
    { relation: "public.orders", why: "validates foreign key" },
  ]);
  expect(errors(rehearsal, "rolled back")).toEqual([null, null, null]);
  expect(errors(rehearsal, "after it")).toEqual([null, "42P01"]);
});

test("a failure is told once, and what fails through it says so", async () => {
  const rehearsal = await run([
    migration("broken base", "CREATE TABLE a (id int); CREATE TABLE b (", { judged: false }),
    migration("dividing base", "CREATE TABLE c (id int);\nSELECT 1 / 0;\nCREATE TABLE e (id int);", {
      judged: false,
    }),
    migration(
      "enum base",
      "CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood ADD VALUE 'b'; SELECT 'b'::mood;",
      {
        judged: false,
      },
    ),
    migration(
      "new",
      "CREATE TABLE f (id int); CREATE TABLE lost AS SELECT * FROM nowhere; ALTER TABLE f ADD COLUMN x int;",
    ),
    migration(
      "many",
      `${"CREATE TABLE IF NOT EXISTS f (id int);".repeat(100)}${"SELECT nothing;".repeat(60)}
       CREATE TYPE late AS ENUM ('a'); ALTER TYPE late ADD VALUE 'b'; SAVEPOINT s; ALTER TABLE f RENAME TO g;
       ROLLBACK TO s; RELEASE s; ALTER TABLE f ADD COLUMN late late DEFAULT 'b';`,
      // Between BEGIN and COMMIT, where a savepoint can be.
      { tool: "dbmate" },
    ),
    migration("through", "ALTER TABLE lost ADD COLUMN x int;"),
    migration(
      "fine",
      "ALTER TABLE f ADD COLUMN y int; ALTER TABLE a ADD COLUMN y int; ALTER TABLE e ADD COLUMN y int;",
    ),
  ]);
  expect(rehearsal.baseFailures).toMatchObject([
    { migration: "broken base", reason: "syntax error at end of input" },
    { migration: "dividing base", line: 2, reason: "division by zero" },
  ]);
  expect(errors(rehearsal, "new")).toEqual([null, "42P01", null]);
  expect(observation(statements(rehearsal, "new")[2])?.held).toEqual([
    { relation: "public.f", kind: "r", mode: "ACCESS EXCLUSIVE" },
  ]);
  expect(blame(statements(rehearsal, "through")[0])).toMatchObject({
    kind: "earlier failure",
    migration: "new",
    line: 1,
  });
  // A failure costs no more than a savepoint once there were many.
  expect(errors(rehearsal, "many").slice(-8)).toEqual(["42703", ...Array(7).fill(null)]);
  const last = statements(rehearsal, "many").at(-1);
  expect(locks(last)).toEqual(["public.f ACCESS EXCLUSIVE"]);
  expect(errors(rehearsal, "fine")).toEqual([null, null, null]);
});

test("all that is pending in one transaction, or each migration by itself", async () => {
  const pending = { tool: "drizzle", transaction: "all-pending" } as const;
  const migrations = [
    migration("schema", SCHEMA, { ...pending, judged: false }),
    migration("value", "ALTER TYPE mood ADD VALUE 'glad'; ALTER TABLE users ADD COLUMN a int;", pending),
    migration("uses it", "ALTER TABLE orders ADD COLUMN m mood DEFAULT 'glad';", pending),
  ];
  const together = await run(migrations, { grouping: "one change" });
  expect(errors(together, "uses it")).toEqual(["55P04"]);
  expect(observation(statements(together, "uses it")[0])?.held).toMatchObject([{ relation: "public.users" }]);
  expect(errors(await run(migrations), "uses it")).toEqual([null]);
});
