import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../../sql/parse.ts";
import { derive } from "../../derive.ts";
import { createModel, markModel } from "../../schema/model.ts";
import { applyStatement } from "../statements.ts";

beforeAll(loadParser);

const BASE = `CREATE TABLE orders (id int PRIMARY KEY, total int, note text NOT NULL);
  CREATE TABLE other (id int PRIMARY KEY);`;

/** What the last statement destroys: "rows public.orders". */
function destroyed(sql: string): string[] {
  const model = createModel({ complete: true });
  const context = { major: 18, timeZone: null, transaction: null };
  for (const { node } of parseScript(BASE).statements) applyStatement(model, node, context);
  markModel(model);
  const { statements } = parseScript(sql);
  return statements.flatMap(({ node }, at) => {
    const { effects } = derive(node, model, context);
    applyStatement(model, node, context);
    if (at < statements.length - 1) return [];
    return effects.flatMap((it) => (it.kind === "destroy" && !it.isNew ? `${it.what} ${it.name}` : []));
  });
}

test.each([
  "true",
  "'true'",
  "1 = 1",
  "'a' = 'a'",
  "1 <> 2",
  "NOT false",
  "true IS TRUE",
  "id = id",
  "id >= id",
  "id IS NOT NULL",
  "NOT (id IS NULL)",
  "total IS NOT DISTINCT FROM total",
  "1 = 1 OR total = 5",
  "1 = 1 AND id = id",
  "note LIKE '%'",
  "1 IN (1, 2)",
  "EXISTS (SELECT 1)",
  "EXISTS (SELECT 1 FROM orders)",
  "id IN (SELECT id FROM orders)",
  "now() > '2000-01-01'",
  "current_user <> 'nobody'",
  "COALESCE(true, total = 1)",
])("DELETE WHERE %s takes every row", (where) => {
  expect(destroyed(`DELETE FROM orders WHERE ${where}`)).toEqual(["rows public.orders"]);
});

test.each([
  "total = 5",
  "total = total",
  "total IS NOT NULL",
  "note LIKE 'a%'",
  "id > 5",
  "random() < 0.5",
  "id IN (SELECT id FROM other)",
  "id IN (SELECT id FROM orders LIMIT 1000000000)",
  "1 = 1 AND total = 5",
])("DELETE WHERE %s takes some", (where) => {
  expect(destroyed(`DELETE FROM orders WHERE ${where}`)).toEqual(["some rows public.orders"]);
});

test.each(["id = 5", "id IN (1, 2)", "false", "1 = 2", "NULL", "id IN (SELECT id FROM orders LIMIT 100)"])(
  "DELETE WHERE %s takes none but those that it names",
  (where) => {
    expect(destroyed(`DELETE FROM orders WHERE ${where}`)).toEqual([]);
  },
);

const SELF = "MERGE INTO orders USING orders s ON orders.id = s.id WHEN MATCHED";

test.each<[string, string[]]>([
  ["CREATE TABLE z AS WITH d AS (DELETE FROM orders RETURNING *) SELECT * FROM d", ["rows public.orders"]],
  ["CREATE TABLE z AS WITH d AS (DELETE FROM orders RETURNING *) SELECT * FROM d WITH NO DATA", []],
  ["WITH d AS (DELETE FROM orders RETURNING *) SELECT * INTO z FROM d", ["rows public.orders"]],
  ["EXPLAIN ANALYZE WITH d AS (DELETE FROM orders RETURNING *) SELECT * FROM d", ["rows public.orders"]],
  ["EXPLAIN DELETE FROM orders", []],
  ["COPY (DELETE FROM orders RETURNING *) TO STDOUT", ["rows public.orders"]],
  ["CREATE TABLE p (total int); ALTER TABLE orders INHERIT p; DELETE FROM p", ["rows public.orders"]],
  ["CREATE TABLE p (total int); ALTER TABLE orders INHERIT p; DELETE FROM ONLY p", []],
  ["CREATE VIEW v AS SELECT * FROM orders; DELETE FROM v", ["rows public.orders"]],
  ["CREATE VIEW v AS SELECT * FROM orders WHERE total > 5; DELETE FROM v", ["some rows public.orders"]],
  [
    "CREATE VIEW v AS SELECT * FROM orders; CREATE VIEW w AS SELECT * FROM v; DELETE FROM w",
    ["rows public.orders"],
  ],
  [`${SELF} THEN DELETE`, ["rows public.orders"]],
  [`${SELF} AND s.total > 5 THEN DELETE`, ["some rows public.orders"]],
  [`${SELF} AND true THEN DELETE`, ["rows public.orders"]],
  [
    "MERGE INTO orders USING (VALUES (1)) s(id) ON orders.id = s.id WHEN MATCHED THEN DELETE",
    ["some rows public.orders"],
  ],
  ["UPDATE orders SET total = NULL", ["values public.orders.total"]],
  ["UPDATE orders SET note = '' WHERE true", ["values public.orders.note"]],
  ["UPDATE orders SET total = DEFAULT", ["values public.orders.total"]],
  ["UPDATE orders SET total = NULL WHERE total < 0", []],
  ["UPDATE orders SET total = total + 1", []],
  ["ALTER TABLE orders ADD c int; UPDATE orders SET c = NULL", []],
  [
    "INSERT INTO orders (id, total, note) SELECT id, NULL, note FROM orders ON CONFLICT (id) DO UPDATE SET total = EXCLUDED.total",
    ["values public.orders.total"],
  ],
])("%s", (sql, expected) => {
  expect(destroyed(sql)).toEqual(expected.map((it) => it.replace(/^values .*\.(\w+)$/, "values $1")));
});
