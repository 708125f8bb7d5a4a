import { beforeAll, expect, test } from "vitest";
import { rehearse } from "../shadow/rehearse/rehearse.ts";
import { psqlMigration, scheduledAlone } from "../shadow/rehearse/scheduled-migration.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { wordsOf } from "./fault.ts";
import { mayBreak, QueryWatch } from "./query-watch.ts";

beforeAll(loadParser);

const GIVEN = `
CREATE SCHEMA shop; CREATE SCHEMA old;
CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TYPE pair AS (x int, y int);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c varchar(9), m mood, p pair, d int NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX t_b ON t (b); CREATE UNIQUE INDEX t_open ON t (a) WHERE c = 'open';
CREATE TABLE u (id int, t int REFERENCES t, z text);
CREATE TABLE shop.item (id int, name text); CREATE TABLE old.item (id int, size int);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE TABLE parent (id int, k int) PARTITION BY LIST (k); CREATE TABLE child PARTITION OF parent FOR VALUES IN (1);
CREATE TABLE filled (id int, s text); CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN NEW.s := 'x'; RETURN NEW; END $$;
CREATE TRIGGER fill BEFORE INSERT ON filled FOR EACH ROW EXECUTE FUNCTION fill();
`;

/** `statement kind: words` for each query, by its place; "-": fine, or why it is not checked. */
async function watched(change: string, queries: readonly (string | [sql: string, path: string])[]) {
  const base = scheduledAlone(psqlMigration("base", "base.sql", GIVEN), parseScript(GIVEN));
  const own = scheduledAlone(psqlMigration("change", "change.sql", change), parseScript(change));
  const running = queries.map((one, at) => {
    const [sql, searchPath] = typeof one === "string" ? [one] : one;
    return {
      id: String(at),
      sql,
      callsPerSecond: null,
      from: "list" as const,
      ...(searchPath && { searchPath }),
    };
  });
  const watch = new QueryWatch(running, own.script.statements);
  await rehearse({
    shadow: "pglite",
    scheduled: [
      { ...base, judged: false },
      { ...own, judged: true },
    ],
    grouping: "one change",
    platform: null,
    prelude: null,
    live: null,
    cache: null,
    witness: watch,
  });
  const { broken, notChecked } = watch.result();
  return running.map((query) => {
    const one = broken.find((it) => it.query.running === query);
    return one ? `${one.statement} ${one.fault.kind}: ${wordsOf(one.fault)}` : (notChecked.get(query) ?? "-");
  });
}

test("each by the statement through which it fails", async () => {
  const change = `
BEGIN;
ALTER TABLE t ADD COLUMN fresh int;
ALTER TABLE t RENAME COLUMN a TO aa;
ALTER TABLE t DROP COLUMN c;
ALTER TABLE t RENAME COLUMN aa TO a;
ALTER TABLE t ALTER COLUMN d DROP DEFAULT;
COMMIT;
DROP INDEX t_b;
ALTER TABLE shop.item DROP COLUMN name;
DROP FUNCTION f(int);`;
  expect(
    await watched(change, [
      "SELECT a FROM t",
      "SELECT a, c FROM t WHERE id = $1",
      "SELECT * FROM t",
      "INSERT INTO t (id) VALUES ($1)",
      "INSERT INTO t (id, d) VALUES ($1, $2)",
      "INSERT INTO t (id, d) VALUES ($1, DEFAULT)",
      "INSERT INTO t (id, b, d) VALUES ($1, $2, $3) ON CONFLICT (b) DO NOTHING",
      "INSERT INTO t (id, b, d) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
      "SELECT id, f(t) FROM u",
      ["SELECT name FROM item", "shop, public"],
      ["SELECT size FROM item", "old, shop"],
      "SELECT name FROM item",
      "SELECT z FROM u",
      "SELEC",
    ]),
  ).toEqual([
    "-",
    '3 error: column "c" does not exist',
    "1 result: cached plan must not change result type",
    '5 required: null value in column "d" of relation "t" violates not-null constraint',
    "-",
    '5 required: null value in column "d" of relation "t" violates not-null constraint',
    "7 error: there is no unique or exclusion constraint matching the ON CONFLICT specification",
    "-",
    "9 error: function f(integer) does not exist",
    '8 error: column "name" does not exist',
    "-",
    "relation",
    "-",
    "syntax",
  ]);
});

test("types of parameters and of results", async () => {
  const change = `
ALTER TABLE t ALTER COLUMN b TYPE jsonb USING b::jsonb;
ALTER TABLE t ALTER COLUMN c TYPE varchar(30);
ALTER TABLE t ALTER COLUMN d TYPE bigint;
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('ok');
ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood;
DROP TYPE mood_old;`;
  expect(
    await watched(change, [
      "UPDATE t SET b = $1 WHERE id = $2",
      "SELECT c FROM t",
      "UPDATE t SET d = $1 WHERE c = $2 AND m = $3",
      "SELECT d FROM t",
      "SELECT m FROM t WHERE m = $1",
      "SELECT id FROM t WHERE m = CAST($1::text AS mood)",
      "SELECT count(*) FROM t WHERE b = $1::text",
    ]),
  ).toEqual([
    "0 parameter: parameter $1 was text and is jsonb",
    "1 result: cached plan must not change result type",
    "-",
    "2 result: cached plan must not change result type",
    "5 result: cached plan must not change result type",
    "-",
    "0 error: operator does not exist: jsonb = text",
  ]);
});

test("what goes without being named, and what comes back", async () => {
  const change = `
DROP VIEW v;
CREATE VIEW v AS SELECT id, a FROM t;
DO $$ BEGIN EXECUTE 'ALTER TABLE u DROP ' || 'COLUMN z'; END $$;
ALTER TABLE parent DROP COLUMN id;
ALTER TABLE filled ALTER COLUMN s SET NOT NULL;
DROP TABLE t CASCADE;
BEGIN; ALTER TABLE old.item DROP COLUMN size; ROLLBACK;
SELECT no_such_function();
ALTER TABLE missing RENAME TO gone;`;
  expect(
    await watched(change, [
      "SELECT a FROM v",
      "SELECT z FROM u",
      "SELECT id FROM child",
      "INSERT INTO filled (id) VALUES ($1)",
      "SELECT size FROM old.item",
      "SELECT name FROM shop.item",
      "SELECT id FROM gone_already",
    ]),
  ).toEqual([
    '5 error: relation "v" does not exist',
    '2 error: column "z" does not exist',
    '3 error: column "id" does not exist',
    "not rehearsed",
    "not rehearsed",
    "not rehearsed",
    "relation",
  ]);
});

test("a partial index for ON CONFLICT cannot be proved from a parameter", async () => {
  expect(
    await watched("DROP INDEX t_open; ALTER TABLE u DROP COLUMN z;", [
      "INSERT INTO t (id, a) VALUES ($1, $2) ON CONFLICT (a) WHERE c = $3 DO NOTHING",
      "INSERT INTO t (id, a) VALUES ($1, $2) ON CONFLICT (a) WHERE c = 'open' DO NOTHING",
    ]),
  ).toEqual([
    "index",
    "0 error: there is no unique or exclusion constraint matching the ON CONFLICT specification",
  ]);
});

test.each([
  [
    "CREATE TABLE n (a int); CREATE INDEX ON n (a); INSERT INTO n VALUES (1); COMMENT ON TABLE n IS 'x';",
    false,
  ],
  ["CREATE TYPE x AS ENUM ('a'); ALTER TYPE x ADD VALUE 'b'; GRANT SELECT ON t TO PUBLIC;", false],
  ["ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ENABLE ROW LEVEL SECURITY;", false],
  ["ALTER TABLE t ADD COLUMN a int;", true],
  ["DO $$ BEGIN PERFORM f(); END $$;", true],
  ["SELECT set_config('search_path', '', false); SELECT setval('s', 1);", false],
  ["SELECT create_hypertable('t');", true],
])("%s", (sql, may) => {
  expect(mayBreak(parseScript(sql).statements)).toBe(may);
});
