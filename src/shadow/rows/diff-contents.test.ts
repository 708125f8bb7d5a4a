import { expect, test } from "vitest";
import type { Contents } from "./contents.ts";
import { diffContents, varyingColumns } from "./diff-contents.ts";

function contents(columns: string, rows: readonly string[]): Contents {
  const read = columns
    .split(" ")
    .map((name) => ({ name: name.replace("*", ""), volatile: name.endsWith("*") }));
  return {
    tables: new Map([["public.t", { columns: read, rows: rows.map((row) => row.split(" ")), behind: [] }]]),
    unread: [],
  };
}

test("the order of rows does not count, their number and their values do", () => {
  const one = contents("a b", ["1 x", "2 y"]);
  expect(diffContents(one, contents("a b", ["2 y", "1 x"]))).toEqual([]);
  expect(diffContents(one, contents("a b", ["1 x"]))).toEqual([
    { relation: "public.t", kind: "rows", reason: "2 rows in the first, 1 row in the second", columns: [] },
  ]);
  expect(diffContents(one, contents("a b", ["1 x", "2 z"]))).toEqual([
    { relation: "public.t", kind: "values", reason: "1 row of 2 differ in b", columns: ["b"] },
  ]);
  expect(diffContents(one, contents("a b", ["1 y", "2 x"]))).toMatchObject([{ kind: "values", columns: [] }]);
});

test("of a new value of a volatile default only counts where it is", () => {
  const one = contents("a b*", ["1 u", "2 v"]);
  expect(diffContents(one, contents("a b*", ["1 w", "2 x"]))).toEqual([]);
  expect(diffContents(one, contents("a b*", ["1 w", "2 w"]))).toMatchObject([{ columns: ["b"] }]);
  expect(diffContents(one, contents("a b*", ["1 w", "2 NULL"]))).toMatchObject([{ columns: ["b"] }]);
});

test("a value that stood there before is no new one", () => {
  const before = contents("a b*", ["1 u", "2 v"]);
  expect(diffContents(before, contents("a b*", ["1 w", "2 x"]), { before })).toMatchObject([
    { columns: ["b"] },
  ]);
});

test("what varies from run to run is measured", () => {
  const varying = varyingColumns(contents("a b", ["1 u"]), contents("a b", ["1 v"]));
  expect([...varying]).toEqual(["public.t.b"]);
  expect(diffContents(contents("a b", ["1 u"]), contents("a b", ["1 w"]), { varying })).toEqual([]);
});

test("a table that one of them lacks, or that was not read, is told", () => {
  const nothing = { tables: new Map(), unread: [] };
  expect(diffContents(contents("a", ["1"]), nothing)).toMatchObject([
    { kind: "absent", reason: "only the first has it" },
  ]);
  const unread = { tables: new Map(), unread: [{ relation: "public.t", reason: "permission denied" }] };
  expect(diffContents(contents("a", ["1"]), unread)).toMatchObject([
    { kind: "unread", reason: "permission denied" },
  ]);
});

test("a sequence that would give a value again is a difference", () => {
  const one = contents("a*", ["1"]);
  const table = one.tables.get("public.t");
  const other: Contents = {
    tables: new Map(table ? [["public.t", { ...table, behind: ["a"] }]] : []),
    unread: [],
  };
  expect(diffContents(one, one)).toEqual([]);
  expect(diffContents(one, other)).toEqual([
    {
      relation: "public.t",
      kind: "sequence",
      reason: "the sequence of a would give a value that is there already in the second",
      columns: ["a"],
    },
  ]);
});
