import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../sql/parse.ts";
import { parseQueryList } from "./query-list.ts";

beforeAll(loadParser);

const read = (text: string) => {
  const list = parseQueryList(text);
  if (typeof list === "string") return list;
  return {
    ...list,
    list: list.list.map(({ id: _, ...query }) => query).sort((a, b) => (a.sql < b.sql ? -1 : 1)),
  };
};

test("statements of SQL, each once, without literals", () => {
  expect(
    read(`-- name: Orders :many
SELECT * FROM orders WHERE org_id = $1;
SELECT * FROM orders WHERE org_id = 7;
INSERT INTO note (text) VALUES ('hunter2');
CREATE TABLE t (a int);
SELEC broken;
SELECT 1`),
  ).toEqual({
    list: [
      { sql: "INSERT INTO note (text) VALUES ($1)", callsPerSecond: null },
      { sql: "SELECT $1", callsPerSecond: null },
      { sql: "SELECT * FROM orders WHERE org_id = $1", callsPerSecond: null },
    ],
    unclean: 1,
  });
});

test("JSON lines, their calls added up", () => {
  const lines = [
    { sql: "SELECT a FROM t WHERE b = 'x'", calls: 40 },
    { sql: "SELECT a FROM t WHERE b = $1", calls: 2, searchPath: "shop" },
    { sql: "select a from u" },
    { sql: "SELECT a FROM t WHERE b = 'y' -- z", calls: 1, mean_exec_time: 3 },
  ];
  expect(read(`\uFEFF${lines.map((line) => JSON.stringify(line)).join("\r\n\n")}\n`)).toEqual({
    list: [
      { sql: "SELECT a FROM t WHERE b = $1", callsPerSecond: null, calls: 41 },
      { sql: "SELECT a FROM t WHERE b = $1", searchPath: "shop", callsPerSecond: null, calls: 2 },
      { sql: "select a from u", callsPerSecond: null },
    ],
    unclean: 0,
  });
});

test("a list that is none says where", () => {
  expect(read('{"sql": "select 1"}\n{"sql": hunter2}')).toBe("is wrong in line 2");
  expect(read('{"query": "select 1"}')).toBe("is wrong in line 1");
  expect(read('{\n  "sql": "select 1"\n}')).toBe("is wrong in line 1");
  expect(read('{"sql": "select 1", "calls": -1}')).toBe("is wrong in line 1");
  expect(read("")).toEqual({ list: [], unclean: 0 });
});
