import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { schedule, type Unscheduled } from "../../analysis/schedule.ts";
import type { Migration } from "../../migrations/migration.ts";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { LIMITS } from "../engines/shadow.ts";
import type { Rehearsal, RehearsedStatement, Rehearsing } from "./rehearsal.ts";
import { rehearse } from "./rehearse.ts";

const cache = mkdtempSync(join(tmpdir(), "lockgate-rehearse-"));
beforeAll(loadParser);
afterAll(() => rmSync(cache, { recursive: true }));

/** A migration of Prisma before 7.4, which sends a file as one query, unless said otherwise. */
function step(id: string, sql: string, rest: Partial<Migration> & { judged?: boolean } = {}): Unscheduled {
  const { judged = true, transaction = "file", ...given } = rest;
  const path = `migrations/${id}.sql`;
  const migration = {
    id,
    tool: "prisma",
    path,
    sql,
    transaction,
    atomicity: transaction,
    note: null,
    ...given,
  } as const;
  const script = parseScript(sql, migration.reader);
  return {
    migration,
    script,
    judged,
  };
}

function run(unscheduled: readonly Unscheduled[], rest: Partial<Rehearsing> = {}): Promise<Rehearsal> {
  const { grouping = "each" } = rest;
  const places = schedule(unscheduled, grouping);
  const steps = unscheduled.map((one, at) => ({ ...one, places: places[at] ?? [] }));
  const none = { provider: null, prelude: null, live: null, cache: null };
  return rehearse({ shadow: "pglite", steps, ...none, ...rest, grouping });
}

function statements(rehearsal: Rehearsal, id: string): readonly RehearsedStatement[] {
  const migration = rehearsal.migrations.get(id);
  if (!migration) throw new Error(`not rehearsed: ${id}`);
  return migration.statements;
}

const locks = ({ observation }: RehearsedStatement) =>
  observation?.locks.map(({ relation, mode }) => `${relation} ${mode}`);
const errorOf = ({ observation }: RehearsedStatement) => observation?.error?.sqlstate ?? null;
const errors = (rehearsal: Rehearsal, id: string) => statements(rehearsal, id).map(errorOf);

const SCHEMA = `CREATE TABLE users (id int PRIMARY KEY, email text);
  CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, total int);
  CREATE TYPE mood AS ENUM ('calm');`;

test("each migration runs in its runner's transactions, after all before it", async () => {
  const chain = await run([
    step("schema", SCHEMA, { judged: false }),
    step(
      "rewrite",
      "ALTER TABLE orders ALTER COLUMN total TYPE bigint; CREATE INDEX by_user ON orders (user_id);",
    ),
    step("concurrently alone", "CREATE INDEX CONCURRENTLY by_total ON orders (total);"),
    step(
      "concurrently with others",
      "CREATE INDEX CONCURRENTLY x ON orders (id); ALTER TABLE orders ADD COLUMN a int;",
    ),
    step(
      "runner unknown",
      "ALTER TABLE orders ADD COLUMN b int; CREATE INDEX CONCURRENTLY by_b ON orders (b);",
      {
        atomicity: "statement",
        delivery: { isDoubtful: true },
      },
    ),
    step("block", "DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD CHECK (id > 0)'; END $$;"),
    step(
      "enum in one",
      "ALTER TYPE mood ADD VALUE 'glad'; ALTER TABLE users ADD COLUMN m mood DEFAULT 'glad';",
    ),
    step(
      "enum in two",
      "ALTER TYPE mood ADD VALUE 'sad'; ALTER TABLE users ADD COLUMN n mood DEFAULT 'sad';",
      {
        transaction: "statement",
      },
    ),
    step(
      "deferred",
      "CREATE TABLE d (id int PRIMARY KEY, o int REFERENCES d DEFERRABLE INITIALLY DEFERRED); INSERT INTO d VALUES (1, 7);",
    ),
    step("own transaction", "BEGIN; LOCK TABLE users; COMMIT; VACUUM users; LOCK TABLE users;", {
      tool: "sql",
      transaction: "statement",
    }),
    step("isolation", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; UPDATE users SET email = 'x';"),
    step(
      "procedure",
      "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE users ADD COLUMN p int; COMMIT; END $$; CALL p();",
      {
        transaction: "statement",
      },
    ),
    step(
      "same name",
      `ALTER TABLE users ADD CONSTRAINT same FOREIGN KEY (id) REFERENCES users;
       ALTER TABLE orders ADD CONSTRAINT same FOREIGN KEY (id) REFERENCES users;`,
    ),
    step("rolled back", "CREATE TABLE gone (id int); ROLLBACK; CREATE TABLE stays (id int);"),
    step("after it", "ALTER TABLE stays ADD COLUMN a int; ALTER TABLE gone ADD COLUMN a int;"),
  ]);
  expect(chain.baseFailures).toEqual([]);

  const [type, index] = statements(chain, "rewrite");
  expect(type?.observation?.rewrites).toEqual([{ relation: "public.orders", kind: "r", how: "rewrite" }]);
  expect(index?.observation?.builds).toEqual([{ relation: "public.orders", index: "public.by_user" }]);
  expect(index?.observation?.held).toContainEqual({
    relation: "public.orders",
    kind: "r",
    mode: "ACCESS EXCLUSIVE",
  });

  const [alone] = statements(chain, "concurrently alone");
  expect(alone).toMatchObject({ locksObserved: false, observation: { error: null } });
  expect(alone?.observation?.builds).toEqual([{ relation: "public.orders", index: "public.by_total" }]);
  expect(errors(chain, "concurrently with others")).toEqual(["25001", null]);
  expect(errors(chain, "runner unknown")).toEqual([null, null]);
  expect(statements(chain, "runner unknown")[1]?.observation?.builds).toHaveLength(1);

  const [block] = statements(chain, "block");
  expect(block && locks(block)).toEqual(["public.users ACCESS EXCLUSIVE"]);
  expect(block?.observation?.scans).toEqual([{ relation: "public.users", why: "verifies rows" }]);
  expect(errors(chain, "enum in one")).toEqual([null, "55P04"]);
  expect(errors(chain, "enum in two")).toEqual([null, null]);

  const [, insert] = statements(chain, "deferred");
  expect(insert).toMatchObject({ failedAtCommit: true, observation: { error: { sqlstate: "23503" } } });
  const own = statements(chain, "own transaction");
  expect(own.map(errorOf)).toEqual([null, null, null, null, "25P01"]);
  expect(own[1] && locks(own[1])).toEqual(["public.users ACCESS EXCLUSIVE"]);
  expect(errors(chain, "isolation")).toEqual([null, null]);
  expect(statements(chain, "isolation")[1]?.dependsOnRows).toContain("users");
  expect(errors(chain, "procedure")).toEqual([null, null]);
  expect(statements(chain, "same name")[1]?.observation?.scans).toEqual([
    { relation: "public.orders", why: "validates foreign key" },
  ]);
  expect(errors(chain, "rolled back")).toEqual([null, null, null]);
  expect(errors(chain, "after it")).toEqual([null, "42P01"]);
});

test("a failure is told once, and what fails through it says so", async () => {
  const chain = await run([
    step("broken base", "CREATE TABLE a (id int); CREATE TABLE b (", { judged: false }),
    step("dividing base", "CREATE TABLE c (id int);\nSELECT 1 / 0;\nCREATE TABLE e (id int);", {
      judged: false,
    }),
    step("enum base", "CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood ADD VALUE 'b'; SELECT 'b'::mood;", {
      judged: false,
    }),
    step(
      "new",
      "CREATE TABLE f (id int); CREATE TABLE lost AS SELECT * FROM nowhere; ALTER TABLE f ADD COLUMN x int;",
    ),
    step(
      "many",
      `${"CREATE TABLE IF NOT EXISTS f (id int);".repeat(100)}${"SELECT nothing;".repeat(60)}
       CREATE TYPE late AS ENUM ('a'); ALTER TYPE late ADD VALUE 'b'; SAVEPOINT s; ALTER TABLE f RENAME TO g;
       ROLLBACK TO s; RELEASE s; ALTER TABLE f ADD COLUMN late late DEFAULT 'b';`,
      // Between BEGIN and COMMIT, where a savepoint can be.
      { tool: "dbmate" },
    ),
    step("through", "ALTER TABLE lost ADD COLUMN x int;"),
    step(
      "fine",
      "ALTER TABLE f ADD COLUMN y int; ALTER TABLE a ADD COLUMN y int; ALTER TABLE e ADD COLUMN y int;",
    ),
  ]);
  expect(chain.baseFailures).toMatchObject([
    { migration: "broken base", reason: "syntax error at end of input" },
    { migration: "dividing base", line: 2, reason: "division by zero" },
  ]);
  expect(errors(chain, "new")).toEqual([null, "42P01", null]);
  expect(statements(chain, "new")[2]?.observation?.held).toEqual([
    { relation: "public.f", kind: "r", mode: "ACCESS EXCLUSIVE" },
  ]);
  expect(statements(chain, "through")[0]).toMatchObject({
    blame: { kind: "earlier failure", migration: "new", line: 1 },
  });
  // A failure costs no more than a savepoint once there were many.
  expect(errors(chain, "many").slice(-8)).toEqual(["42703", ...Array(7).fill(null)]);
  const last = statements(chain, "many").at(-1);
  expect(last && locks(last)).toEqual(["public.f ACCESS EXCLUSIVE"]);
  expect(errors(chain, "fine")).toEqual([null, null, null]);
});

test("the shadow stands in for what is not to be had, and says so", async () => {
  const chain = await run(
    [
      step(
        "hosted",
        "CREATE POLICY p ON auth.users TO authenticated USING (auth.uid() = id); GRANT SELECT ON auth.users TO app;",
      ),
      step(
        "missing",
        `CREATE EXTENSION timescaledb; SELECT create_hypertable('metrics', 'at');
         DROP EXTENSION IF EXISTS pg_stat_monitor; ALTER EXTENSION timescaledb UPDATE;`,
        { transaction: "statement" },
      ),
      step(
        "declared",
        `CREATE EXTENSION pg_cron; CREATE EXTENSION IF NOT EXISTS pg_cron; CREATE SCHEMA web; CREATE EXTENSION http SCHEMA web;
         SELECT cron.schedule('x', '* * * * *', 'SELECT 1'); SELECT * FROM web.http_get('http://x'::varchar);
         CREATE TABLE mine (id int); SELECT cron.no_such_function();`,
        { transaction: "statement" },
      ),
      step(
        "there",
        "CREATE EXTENSION vector VERSION '0.1'; CREATE TABLE e (v vector(3)); CREATE EXTENSION citext;",
      ),
      step("prelude", "ALTER TABLE from_prelude ADD COLUMN b int;"),
    ],
    { provider: "supabase", prelude: "CREATE TABLE from_prelude (a int);" },
  );
  expect(errors(chain, "hosted")).toEqual([null, null]);
  expect(chain.remarks).toEqual([
    "No migration creates the role app: it was rehearsed without rights of their own.",
    "Rehearsed without the extension timescaledb, which the shadow does not have.",
    "The shadow does not have the extensions http, pg_cron: the objects were declared, their functions do nothing.",
  ]);
  expect(statements(chain, "missing").map(({ skipped }) => skipped)).toEqual([
    "the extension timescaledb is not available here",
    null,
    null,
    "the extension timescaledb is not available here",
  ]);
  const lacks = (extension: string) => ({ kind: "extension", extension, through: null });
  expect(statements(chain, "missing")[1]?.blame).toEqual(lacks("timescaledb"));
  expect(errors(chain, "declared")).toEqual([...Array(7).fill(null), "42883"]);
  expect(statements(chain, "declared")[6]?.observation?.created).toEqual([
    { relation: "public.mine", kind: "r" },
  ]);
  expect(statements(chain, "declared")[7]?.blame).toEqual(lacks("pg_cron"));
  expect(chain.missingExtensions).toEqual(["http", "pg_cron", "timescaledb"]);
  expect(errors(chain, "there")).toEqual([null, null, null]);
  expect(errors(chain, "prelude")).toEqual([null]);
});

test("nothing that a migration does to its session disturbs the next one, or the watching", async () => {
  const chain = await run([
    step("schema", SCHEMA, { judged: false }),
    step(
      "settings",
      `SET search_path = ''; SET client_min_messages = error; SET lock_timeout = '1ms';
      SELECT set_config('lc_messages', 'de_DE', false); ALTER TABLE public.users ADD CHECK (id > 0);`,
    ),
    step(
      "leftovers",
      `DISCARD ALL; PREPARE s AS SELECT 1; LISTEN x; CREATE TEMP TABLE t (id int);
      SELECT pg_advisory_lock(72707369); ALTER TABLE users ADD COLUMN a int;`,
      { transaction: "statement" },
    ),
    step(
      "role",
      "CREATE ROLE bob; GRANT CREATE ON SCHEMA public TO bob; SET SESSION AUTHORIZATION bob; CREATE TABLE bobs (id int);",
    ),
    step("open", "BEGIN; CREATE TABLE uncommitted (id int);", { tool: "sql", transaction: "statement" }),
    step("copy", "COPY users FROM stdin;\n1\tx\n\\.\nALTER TABLE users ADD COLUMN c int;", {
      tool: "sql",
      reader: "psql",
      transaction: "statement",
    }),
    step("whole server", "CREATE DATABASE other; ALTER SYSTEM SET work_mem = '1MB';", {
      transaction: "statement",
    }),
    step("program", "COPY users TO PROGRAM 'id'; ALTER TABLE users ADD COLUMN d int;"),
    step(
      "flood",
      `DO $$ BEGIN FOR i IN 1 .. 20000 LOOP RAISE NOTICE '%', i; END LOOP; END $$; SELECT repeat('x', 5000000);`,
    ),
    step("last", "ALTER TABLE users ADD COLUMN e int; ALTER TABLE uncommitted ADD COLUMN a int;"),
  ]);
  const [, , , , check] = statements(chain, "settings");
  expect(check?.observation?.scans).toEqual([{ relation: "public.users", why: "verifies rows" }]);
  for (const id of ["settings", "leftovers", "role", "open", "copy", "whole server", "flood"])
    expect([...new Set(errors(chain, id))], id).toEqual([null]);
  expect(statements(chain, "program").map(({ skipped }) => skipped)).toEqual([
    "it runs a program on the server",
    null,
  ]);
  expect(statements(chain, "last").map(errorOf)).toEqual([null, "42P01"]);
  const [add] = statements(chain, "last");
  expect(add && locks(add)).toEqual(["public.users ACCESS EXCLUSIVE"]);
});

test("all that is pending in one transaction, or each migration by itself", async () => {
  const pending = { tool: "drizzle", transaction: "all-pending" } as const;
  const steps = [
    step("schema", SCHEMA, { ...pending, judged: false }),
    step("value", "ALTER TYPE mood ADD VALUE 'glad'; ALTER TABLE users ADD COLUMN a int;", pending),
    step("uses it", "ALTER TABLE orders ADD COLUMN m mood DEFAULT 'glad';", pending),
  ];
  const together = await run(steps, { grouping: "one change" });
  expect(errors(together, "uses it")).toEqual(["55P04"]);
  expect(statements(together, "uses it")[0]?.observation?.held).toMatchObject([{ relation: "public.users" }]);
  expect(errors(await run(steps), "uses it")).toEqual([null]);
});

test("a statement that never ends is cut off, and the rest is not rehearsed", async () => {
  const progress: string[] = [];
  const chain = await run(
    [
      step("schema", SCHEMA, { judged: false }),
      step(
        "endless",
        "ALTER TABLE users ADD COLUMN a int;\nDO $$ BEGIN LOOP END LOOP; END $$;\nDROP TABLE users;",
      ),
      step("later", "ALTER TABLE users ADD COLUMN b int;"),
    ],
    {
      limits: { ...LIMITS, statementMs: 3000 },
      onProgress: ({ stage, done, of }) => progress.push(`${stage} ${done}/${of}`),
    },
  );
  const [first, second, third] = statements(chain, "endless");
  expect(first?.observation?.error).toBeNull();
  expect(second?.skipped).toBe("it runs longer than 3 s");
  expect(third?.skipped).toBe("the rehearsal ended at migrations/endless.sql:2: it runs longer than 3 s");
  expect(chain.migrations.get("later")).toMatchObject({ rehearsed: false, reason: third?.skipped });
  expect(progress).toEqual(["starting 0/3", "replaying 0/1", "rehearsing 0/2", "rehearsing 1/2"]);
});

test("memory is bounded", async () => {
  const chain = await run(
    [step("bomb", "SELECT array_agg(repeat(i::text, 10000)) FROM generate_series(1, 1000000) AS i;")],
    { limits: { ...LIMITS, megabytes: 500 } },
  );
  expect(chain.migrations.get("bomb")).toMatchObject({
    rehearsed: false,
    reason: "it needs more than 500 MB of memory",
  });
});

test("the state after the base is kept, found again, built upon, and not needed", async () => {
  // Slow enough to be worth keeping.
  const many = Array.from(
    { length: 150 },
    (_, at) => `CREATE TABLE t${at} (id int PRIMARY KEY, v text UNIQUE);`,
  ).join("\n");
  const base = [
    step("schema", SCHEMA, { judged: false }),
    step("many", many, { judged: false }),
    step("bad", "CREATE EXTENSION pg_cron; SELECT cron.schedule('a'); GRANT SELECT ON t1 TO app;", {
      judged: false,
      transaction: "statement",
    }),
  ];
  const change = step("change", "ALTER TABLE t7 ADD COLUMN a int; ALTER TABLE users ADD COLUMN a int;");
  const cold = await run([...base, change], { cache });
  expect(cold.fromSnapshot).toBe(false);
  expect(cold.baseFailures).toHaveLength(1);
  const [key = ""] = readdirSync(cache);
  expect(readdirSync(cache)).toHaveLength(1);

  const [warm, alsoWarm] = await Promise.all([
    run([...base, change], { cache }),
    run([...base, change], { cache }),
  ]);
  expect(warm).toEqual({ ...cold, fromSnapshot: true });
  expect(alsoWarm).toEqual(warm);

  const longer = await run(
    [
      ...base,
      step("next", "DROP TABLE t9;", { judged: false }),
      step("change", "ALTER TABLE t9 ADD COLUMN a int;"),
    ],
    { cache },
  );
  expect(longer.fromSnapshot).toBe(true);
  expect(errors(longer, "change")).toEqual(["42P01"]);

  writeFileSync(join(cache, key), "damaged");
  const damaged = await run([...base, change], { cache });
  expect(damaged).toEqual(cold);
}, 120_000);

test("an aborted rehearsal ends at once", async () => {
  const abort = new AbortController();
  const endless = run([step("endless", "DO $$ BEGIN LOOP END LOOP; END $$;")], {
    signal: abort.signal,
    onProgress: ({ stage }) => {
      if (stage === "rehearsing") setTimeout(() => abort.abort(new Error("interrupted")), 200);
    },
  });
  await expect(endless).rejects.toThrow("interrupted");
});
