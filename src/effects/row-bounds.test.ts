import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../sql/parse.ts";
import { derive } from "./derive.ts";
import { createModel, markModel } from "./schema/model.ts";
import { applyStatement } from "./statements/statements.ts";

beforeAll(() => loadParser());

const TABLE = "CREATE TABLE orders (id int PRIMARY KEY, kind int, total int)";

function rowsOf(where: string): unknown {
  const model = createModel({ complete: true });
  const [table, update] = parseScript(`${TABLE}; UPDATE orders SET total = 0 ${where}`).statements;
  if (!table || !update) throw new Error(`does not parse: ${where}`);
  applyStatement(model, table.node, { transaction: null });
  markModel(model);
  const { effects } = derive(update.node, model, { major: 18, timeZone: null, transaction: null });
  return effects.flatMap((effect) => (effect.kind === "change" ? [effect.rows] : []))[0];
}

test.each([
  ["WHERE id = 7", "some"],
  ["WHERE id IN (7, 8) AND kind = 1", "some"],
  ["WHERE id IN (SELECT id FROM orders WHERE kind = 1 LIMIT 1000)", "some"],
  ["WHERE ctid = ANY (ARRAY(SELECT ctid FROM orders WHERE total IS NULL LIMIT 1000))", "some"],
  ["", "all"],
  ["WHERE kind = 7", "all"],
  ["WHERE id IN (SELECT id FROM orders)", "all"],
  ["WHERE id IN (SELECT id FROM orders LIMIT ALL)", "all"],
  ["WHERE kind IN (SELECT kind FROM orders LIMIT 1)", "all"],
  ["WHERE id > ANY (ARRAY(SELECT id FROM orders LIMIT 1))", "all"],
  ["WHERE id > ANY (SELECT id FROM orders LIMIT 1)", "all"],
])("%s", (where, rows) => {
  expect(rowsOf(where)).toBe(rows);
});
