import { beforeAll, expect, test } from "vitest";
import { as, kindOf } from "../../sql/nodes.ts";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { type Bindings, blockSteps, routineSteps } from "./body.ts";

beforeAll(loadParser);

function read(sql: string) {
  const node = parseScript(sql).statements[0]?.node;
  const block = as(node, "DoStmt");
  const routine = as(node, "CreateFunctionStmt");
  const steps = block ? blockSteps(block, 18) : routine ? routineSteps(routine, 18) : null;
  return steps?.flatMap(({ nodes, when, caught, line }) => {
    const words = [when, ...(caught === "no" ? [] : [`caught ${caught}`])].join(", ");
    if (nodes === null) return `line ${line}: ? ${words}`;
    return nodes.filter((it) => !as(it, "SelectStmt")).map((it) => `${kindOf(it)} ${words}`);
  });
}

const block = (body: string) => read(`DO $$ BEGIN ${body} END $$`);

test("statements in their order, and what decides whether each runs", () => {
  const sql = `DO $$ DECLARE r record; BEGIN
    UPDATE t SET a = 1;
    IF NOT EXISTS (SELECT FROM pg_class WHERE relname = 'u') THEN CREATE TABLE u (a int); END IF;
    FOR r IN SELECT id FROM t LOOP DELETE FROM u WHERE a = r.id; END LOOP;
  END $$`;
  expect(read(sql)).toEqual(["UpdateStmt always", "CreateStmt schema", "DeleteStmt open"]);
});

test.each([
  "EXISTS (SELECT FROM orders)",
  "current_database() <> 'postgres'",
  "version() ~ 'wasm'",
  "current_user = 'app'",
  "current_setting('server_version_num')::int > 150000",
  "now() > '2026-01-01'",
  "EXISTS (SELECT FROM pg_roles WHERE rolname = 'app')",
  "(SELECT reltuples FROM pg_class WHERE relname = 'orders') > 0",
  "EXISTS (SELECT FROM pg_class WHERE relname = 'pg_stat_io')",
  "(SELECT count(*) FROM pg_class) > 400",
  "f()",
  "random() < 0.5",
  "inet_server_addr() IS NULL",
])("what a rehearsal may answer otherwise than production: %s", (condition) => {
  expect(block(`IF ${condition} THEN DROP TABLE t; END IF;`)).toEqual(["DropStmt open"]);
});

test.each([
  "NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')",
  "EXISTS (SELECT FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 't')",
  "to_regclass('public.t') IS NOT NULL",
  "'app.t'::regclass IN (SELECT conrelid FROM pg_constraint WHERE conname = 'c')",
  "true",
])("what the schema decides: %s", (condition) => {
  expect(block(`IF ${condition} THEN DROP TABLE t; END IF;`)).toEqual(["DropStmt schema"]);
});

test("a variable is decided by what it is given", () => {
  const declared = (given: string) =>
    read(`DO $$ DECLARE n int; BEGIN ${given} IF n = 0 THEN DROP TABLE t; END IF; END $$`);
  expect(declared("SELECT count(*) INTO n FROM pg_constraint WHERE conname = 'c';")).toEqual([
    "DropStmt schema",
  ]);
  expect(declared("SELECT count(*) INTO n FROM orders;")).toEqual(["DropStmt open"]);
  expect(declared("EXECUTE 'SELECT 0' INTO n;")).toEqual(["DropStmt open"]);
  expect(declared("GET DIAGNOSTICS n = ROW_COUNT;")).toEqual(["DropStmt open"]);
});

test("what follows a way out hangs on its condition", () => {
  expect(block("IF EXISTS (SELECT FROM t) THEN RETURN; END IF; DROP TABLE t;")).toEqual(["DropStmt open"]);
  expect(block("LOOP UPDATE t SET a = 1; EXIT WHEN NOT FOUND; COMMIT; END LOOP; DROP TABLE t;")).toEqual([
    "UpdateStmt always",
    "TransactionStmt open",
    "DropStmt open",
  ]);
  expect(block("IF now() > '2026-01-01' THEN RAISE EXCEPTION 'late'; END IF; DROP TABLE t;")).toEqual([
    "DropStmt open",
  ]);
});

test("errors that are caught: of an object by its name, or any", () => {
  const caught = (condition: string) =>
    block(`CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN ${condition} THEN DROP TABLE t;`);
  expect(caught("duplicate_object")).toEqual(["CreateEnumStmt always, caught named", "DropStmt open"]);
  expect(caught("others")).toEqual(["CreateEnumStmt always, caught any", "DropStmt open"]);
});

test("a text that is put together is told where it is known", () => {
  expect(block("EXECUTE 'DROP TABLE t';")).toEqual(["DropStmt always"]);
  expect(block("EXECUTE format('DROP TABLE %I', 't');")).toEqual(["DropStmt always"]);
  expect(
    read(
      "DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['a', 'b'] LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; END $$",
    ),
  ).toEqual(["DropStmt schema", "DropStmt schema"]);
  const dynamic = (given: string) => read(`DO $$ DECLARE s text; BEGIN\n${given};\nEXECUTE s; END $$`);
  expect(dynamic("SELECT x INTO s FROM y")).toEqual(["line 3: ? open"]);
  expect(dynamic("SELECT conname INTO s FROM pg_constraint WHERE conrelid = 't'::regclass")).toEqual([
    "line 3: ? always",
  ]);
  expect(dynamic("SELECT current_setting('a.b') INTO s")).toEqual(["line 3: ? open"]);
  expect(block("EXECUTE format('ALTER DATABASE %I SET timezone = 0', current_database());")).toEqual([
    "line 1: ? always",
  ]);
  expect(block("EXECUTE CASE WHEN current_database() = 'p' THEN f() END;")).toEqual(["line 1: ? open"]);
  expect(block("EXECUTE 'this is no SQL';")).toEqual(["line 1: ? always"]);
});

test("routines of every shape", () => {
  const body = "LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; END $$";
  for (const head of [
    "FUNCTION f() RETURNS void",
    'FUNCTION f(p t, "B" text[], OUT c int, VARIADIC d text[])',
    "FUNCTION f(OUT a int, OUT b text)",
    "FUNCTION f(p int DEFAULT 1) RETURNS SETOF t",
    "FUNCTION f() RETURNS TABLE (a int, b t)",
    "FUNCTION f() RETURNS trigger",
    "PROCEDURE f(INOUT a int)",
  ])
    expect(read(`CREATE ${head} ${body}`), head).toEqual(["DeleteStmt always"]);
  expect(read("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM t; SELECT 1'")).toEqual([
    "DeleteStmt always",
  ]);
  expect(read("CREATE PROCEDURE f() BEGIN ATOMIC DELETE FROM t; END")).toEqual(["DeleteStmt always"]);
  expect(read("CREATE FUNCTION f() RETURNS void LANGUAGE plpython3u AS 'x'")).toBeUndefined();
});

test("variables of types that only the schema knows", () => {
  const sql = `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE
    a "Kind";
    b app.kind := 'x';
    r record;
  BEGIN SELECT x, y INTO a, b FROM t WHERE id = NEW.id; DELETE FROM t; RETURN NEW; END $$`;
  expect(read(sql)).toEqual(["DeleteStmt always"]);
});

test("a name that is made of the day looks up the same object anywhere", () => {
  const sql = `CREATE FUNCTION f(parent text, day date) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE part text := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
    BEGIN IF EXISTS (SELECT FROM pg_tables WHERE tablename = part) THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I)', part, parent); END $$`;
  const node = as(parseScript(sql).statements[0]?.node, "CreateFunctionStmt");
  const when = (bindings?: Bindings) =>
    node && routineSteps(node, 18, bindings)?.flatMap(({ nodes, when }) => (nodes ? [] : when));
  expect(
    when(
      new Map([
        ["parent", ["events"]],
        ["day", undefined],
      ]),
    ),
  ).toEqual(["schema"]);
  expect(when()).toEqual(["open"]);
});

test("a body that is not read", () => {
  expect(read("DO LANGUAGE plperl $$ spi_exec_query('x') $$")).toBeUndefined();
  expect(read("DO $$ BEGIN this is no PL/pgSQL END $$")).toBeUndefined();
  expect(read("DO $x$ BEGIN UPDATE t SET a = '$body$'; END $x$")).toEqual(["UpdateStmt always"]);
});
