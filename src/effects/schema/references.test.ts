import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { applyStatement } from "../statements/statements.ts";
import { findRelation } from "./find-relation.ts";
import { viewsOn } from "./lookup.ts";
import { createModel } from "./model.ts";
import { isTable } from "./relation.ts";

beforeAll(() => loadParser());

const TABLES =
  "CREATE TABLE a (id int, name text, x int); CREATE TABLE b (id int, a_id int, name text, y int);";

/** The columns of a table on which a view of this query depends, as pg_depend of PostgreSQL 18 has them. */
function read(query: string, name: string): string[] {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(`${TABLES} CREATE VIEW v AS ${query};`).statements) {
    applyStatement(model, node, { transaction: null });
  }
  const table = findRelation(model, { relname: name });
  if (!isTable(table)) throw new Error(name);
  return table.columns.flatMap((column) =>
    viewsOn(model, table.id, [column.number]).length > 0 ? [column.name] : [],
  );
}

test.each<[string, string[], string[]]>([
  ["SELECT *, (SELECT name FROM a WHERE a.id = b.a_id) FROM b", ["id", "name"], ["id", "a_id", "name", "y"]],
  ["SELECT name, (SELECT x FROM a WHERE id = a_id) AS x FROM b", ["id", "x"], ["a_id", "name"]],
  ["SELECT (SELECT y) FROM b", [], ["y"]],
  ["SELECT * FROM (SELECT id FROM a) s", ["id"], []],
  ["SELECT a.* FROM a JOIN b ON a.id = a_id", ["id", "name", "x"], ["a_id"]],
  ["SELECT count(*) FROM a", [], []],
  ["SELECT x FROM a UNION ALL SELECT y FROM b", ["x"], ["y"]],
  ["WITH w AS (SELECT * FROM a) SELECT y FROM w, b", ["id", "name", "x"], ["y"]],
  ["SELECT 1 FROM b WHERE EXISTS (SELECT FROM a WHERE x = y)", ["x"], ["y"]],
  ["SELECT l.x FROM b, LATERAL (SELECT x FROM a WHERE id = y) l", ["id", "x"], ["y"]],
])("%s", (query, ofA, ofB) => {
  expect([read(query, "a"), read(query, "b")]).toEqual([ofA, ofB]);
});
