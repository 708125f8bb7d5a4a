import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../../sql/parse.ts";
import { derive } from "../../derive.ts";
import { createModel } from "../../schema/model.ts";
import { applyStatement } from "../statements.ts";

beforeAll(loadParser);

const GIVEN = `CREATE EXTENSION hstore;
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE FUNCTION plain(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT x';
CREATE FUNCTION reads() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM t';`;

function unanalyzed(sql: string): string | null {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(GIVEN).statements) applyStatement(model, node, { transaction: null });
  const [statement] = parseScript(sql).statements;
  if (!statement) throw new Error(`no statement: ${sql}`);
  return derive(statement.node, model, { major: 18, timeZone: null, transaction: null }).unanalyzed;
}

test.each([
  "SELECT count(*), string_agg(a, ',') FROM t",
  "SELECT row_number() OVER (), lower(plain(a)) FROM t",
  "UPDATE t SET a = hstore('k', a)::text",
  "INSERT INTO t VALUES (1, md5(random()::text))",
])("PostgreSQL's functions, those of a measured extension and immutable ones are known: %s", (sql) => {
  expect(unanalyzed(sql)).toBeNull();
});

test.each([
  ["SELECT pgmq.create('queue')", "pgmq.create"],
  ["UPDATE t SET a = unheard_of(a)", "unheard_of"],
  ["MERGE INTO t USING t s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = unheard_of(s.a)", "unheard_of"],
])("what any other function runs is not: %s", (sql, name) => {
  expect(unanalyzed(sql)).toBe(`runs the function ${name}`);
});

test("a text that is put together from arguments and their defaults is told", () => {
  const drop = `CREATE FUNCTION drop_column(t text, c text DEFAULT 'a') RETURNS void LANGUAGE plpgsql AS
    $$ BEGIN EXECUTE format('ALTER TABLE %I DROP COLUMN %I', t, c); END $$;`;
  const model = createModel({ complete: true });
  for (const { node } of parseScript(GIVEN + drop).statements)
    applyStatement(model, node, { transaction: null });
  const lost = (sql: string) => {
    const [statement] = parseScript(sql).statements;
    if (!statement) throw new Error(`no statement: ${sql}`);
    const derived = derive(statement.node, model, { major: 18, timeZone: null, transaction: null });
    return (
      derived.unanalyzed ??
      derived.effects.flatMap((it) => (it.kind === "destroy" ? `${it.relation} ${it.name}` : []))
    );
  };
  expect(lost("SELECT drop_column('t')")).toEqual(["public.t a"]);
  expect(lost("SELECT drop_column(c => 'a', t => 't')")).toEqual(["public.t a"]);
  expect(lost("SELECT drop_column(current_setting('a.b'))")).toBe(
    "line 1 of the function drop_column runs a text that is put together",
  );
});
