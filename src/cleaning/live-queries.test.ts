import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../sql/parse.ts";
import { liveQueriesOf } from "./live-queries.ts";

beforeAll(loadParser);

const entry = (text: string, calls: number, meanMs = 1, searchPath: string | null = null) => {
  return { text, searchPath, calls, meanMs, sdMs: 0, maxMs: meanMs };
};

test("the same query of several roles is one, unless they look for tables elsewhere", () => {
  const { list, ...rest } = liveQueriesOf({
    seconds: 100.4,
    left: 2,
    hidden: 1,
    list: [
      entry("SELECT a FROM t WHERE b = $1", 300, 1),
      entry("/* web */ SELECT a FROM t WHERE b = 'x'", 100, 5),
      entry("SELECT a FROM t WHERE b = $1", 10, 1, '"shop"'),
      entry("<insufficient privilege>", 99_999),
      entry("SELECT a FROM t WHERE", 5),
      entry("ALTER ROLE joe PASSWORD 'hunter2'", 5),
    ],
  });
  expect(rest).toEqual({ windowSeconds: 100, left: 2, hidden: 1, unclean: 1 });
  expect(
    list
      .map(({ id: _, ...query }) => query)
      .sort((a, b) => (b.callsPerSecond ?? 0) - (a.callsPerSecond ?? 0)),
  ).toEqual([
    // Three hundred calls of 1 ms and a hundred of 5 ms: mean 2, deviation the root of 3.
    { sql: "SELECT a FROM t WHERE b = $1", callsPerSecond: 3.98, meanMs: 2, sdMs: 1.73, maxMs: 5 },
    {
      sql: "SELECT a FROM t WHERE b = $1",
      searchPath: '"shop"',
      callsPerSecond: 0.0996,
      meanMs: 1,
      sdMs: 0,
      maxMs: 1,
    },
  ]);
  expect(list.map(({ id }) => id)).toEqual(list.map(({ id }) => id).sort());
});

test.each([
  ["SELECT * FROM pg_class", false],
  ["SELECT * FROM pg_catalog.pg_class c JOIN information_schema.tables t ON true", false],
  ["WITH w AS (SELECT oid FROM pg_class) SELECT * FROM w", false],
  ["SELECT query FROM monitoring.pg_stat_statements", false],
  ["SELECT * FROM orders, pg_class", true],
  ["INSERT INTO sizes SELECT oid FROM pg_class", true],
  ["WITH w AS (DELETE FROM sizes RETURNING *) SELECT oid FROM pg_class", true],
  ["SELECT * FROM public.pg_users", true],
  ["SELECT shop.total($1)", true],
])("queries of catalogs alone are none of the application's: %s", (sql, isKept) => {
  const { list } = liveQueriesOf({ seconds: 100, left: 0, hidden: 0, list: [entry(sql, 1)] });
  expect(list.length === 1).toBe(isKept);
});

test("a thousand at most, the first of the server's order", () => {
  const entries = Array.from({ length: 1200 }, (_, at) => entry(`SELECT c${at} FROM t`, at));
  const { list } = liveQueriesOf({ seconds: 100, left: 0, hidden: 0, list: entries });
  expect(list).toHaveLength(1000);
  expect(list.some(({ sql }) => sql.includes("c999 "))).toBe(true);
  expect(list.some(({ sql }) => sql.includes("c1000 "))).toBe(false);
});
