import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import {
  blame,
  errors,
  locks,
  migration,
  observation,
  run,
  SCHEMA,
  skipReason,
  statements,
} from "./rehearse.testing.ts";

beforeAll(loadParser);

test("the shadow has stubs of what it lacks, and says so", async () => {
  const rehearsal = await run(
    [
      migration(
        "hosted",
        "CREATE POLICY p ON auth.users TO authenticated USING (auth.uid() = id); GRANT SELECT ON auth.users TO app;",
      ),
      migration(
        "missing",
        `CREATE EXTENSION timescaledb; SELECT create_hypertable('metrics', 'at');
         DROP EXTENSION IF EXISTS pg_stat_monitor; ALTER EXTENSION timescaledb UPDATE;`,
        { transaction: "statement" },
      ),
      migration(
        "declared",
        `CREATE EXTENSION pg_cron; CREATE EXTENSION IF NOT EXISTS pg_cron; CREATE SCHEMA web; CREATE EXTENSION http SCHEMA web;
         SELECT cron.schedule('x', '* * * * *', 'SELECT 1'); SELECT * FROM web.http_get('http://x'::varchar);
         CREATE TABLE mine (id int); SELECT cron.no_such_function();`,
        { transaction: "statement" },
      ),
      migration(
        "there",
        "CREATE EXTENSION vector VERSION '0.1'; CREATE TABLE e (v vector(3)); CREATE EXTENSION citext;",
      ),
      migration("prelude", "ALTER TABLE from_prelude ADD COLUMN b int;"),
    ],
    { platform: "supabase", prelude: "CREATE TABLE from_prelude (a int);" },
  );
  expect(errors(rehearsal, "hosted")).toEqual([null, null]);
  expect(rehearsal.remarks).toEqual([
    "No migration creates the role app: it was created without privileges.",
    "Rehearsed without the extension timescaledb, which the shadow does not have.",
    "The shadow does not have the extensions http, pg_cron: the objects were declared, their functions do nothing.",
  ]);
  expect(statements(rehearsal, "missing").map(skipReason)).toEqual([
    "the extension timescaledb is not available here",
    null,
    null,
    "the extension timescaledb is not available here",
  ]);
  const lacks = (extension: string) => ({ kind: "extension", extension, through: null });
  expect(blame(statements(rehearsal, "missing")[1])).toEqual(lacks("timescaledb"));
  expect(errors(rehearsal, "declared")).toEqual([...Array(7).fill(null), "42883"]);
  expect(observation(statements(rehearsal, "declared")[6])?.created).toEqual([
    { relation: "public.mine", kind: "r" },
  ]);
  expect(blame(statements(rehearsal, "declared")[7])).toEqual(lacks("pg_cron"));
  expect(rehearsal.missingExtensions).toEqual(["http", "pg_cron", "timescaledb"]);
  expect(errors(rehearsal, "there")).toEqual([null, null, null]);
  expect(errors(rehearsal, "prelude")).toEqual([null]);
});

test("nothing that a migration does to its session disturbs the next one, or the watching", async () => {
  const rehearsal = await run([
    migration("schema", SCHEMA, { judged: false }),
    migration(
      "settings",
      `SET search_path = ''; SET client_min_messages = error; SET lock_timeout = '1ms';
      SELECT set_config('lc_messages', 'de_DE', false); ALTER TABLE public.users ADD CHECK (id > 0);`,
    ),
    migration(
      "leftovers",
      `DISCARD ALL; PREPARE s AS SELECT 1; LISTEN x; CREATE TEMP TABLE t (id int);
      SELECT pg_advisory_lock(72707369); ALTER TABLE users ADD COLUMN a int;`,
      { transaction: "statement" },
    ),
    migration(
      "role",
      "CREATE ROLE bob; GRANT CREATE ON SCHEMA public TO bob; SET SESSION AUTHORIZATION bob; CREATE TABLE bobs (id int);",
    ),
    migration("open", "BEGIN; CREATE TABLE uncommitted (id int);", { tool: "sql", transaction: "statement" }),
    migration("copy", "COPY users FROM stdin;\n1\tx\n\\.\nALTER TABLE users ADD COLUMN c int;", {
      tool: "sql",
      reader: "psql",
      transaction: "statement",
    }),
    migration("whole server", "CREATE DATABASE other; ALTER SYSTEM SET work_mem = '1MB';", {
      transaction: "statement",
    }),
    migration("program", "COPY users TO PROGRAM 'id'; ALTER TABLE users ADD COLUMN d int;"),
    migration(
      "flood",
      `DO $$ BEGIN FOR i IN 1 .. 20000 LOOP RAISE NOTICE '%', i; END LOOP; END $$; SELECT repeat('x', 5000000);`,
    ),
    migration("last", "ALTER TABLE users ADD COLUMN e int; ALTER TABLE uncommitted ADD COLUMN a int;"),
  ]);
  const [, , , , check] = statements(rehearsal, "settings");
  expect(observation(check)?.scans).toEqual([{ relation: "public.users", why: "verifies rows" }]);
  for (const id of ["settings", "leftovers", "role", "open", "copy", "whole server", "flood"])
    expect([...new Set(errors(rehearsal, id))], id).toEqual([null]);
  expect(statements(rehearsal, "program").map(skipReason)).toEqual(["it runs a program on the server", null]);
  expect(errors(rehearsal, "last")).toEqual([null, "42P01"]);
  const [add] = statements(rehearsal, "last");
  expect(locks(add)).toEqual(["public.users ACCESS EXCLUSIVE"]);
});
