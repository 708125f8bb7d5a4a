import { expect, test } from "vitest";
import type { RowsResult } from "../analysis/rows-run.ts";
import type { Contents } from "../shadow/rows/contents.ts";
import { compareRows } from "./rows.ts";

/** A table with a time that its rows were made at, and a note. */
function contents(...rows: readonly (readonly [made: string, note: string])[]): Contents {
  const columns = [
    { name: "made", volatile: false },
    { name: "note", volatile: false },
  ];
  return { tables: new Map([["public.t", { columns, rows, behind: [] }]]), unread: [] };
}

function result(before: Contents, after: Contents, other: Partial<RowsResult> = {}): RowsResult {
  return { fill: {}, before, after, unfilled: [], varying: new Set(), failure: null, ...other };
}

const failure = { path: "b.sql", line: 2, reason: "division by zero" };

test("the same rows are equal, others are told; what the base makes up is another value in each run", () => {
  const was = result(contents(["'1'", "NULL"]), contents(["'1'", "'a'"]));
  expect(compareRows(was, result(contents(["'1'", "NULL"]), contents(["'1'", "'a'"])))).toEqual({
    difference: null,
    isEqual: true,
  });
  expect(compareRows(was, result(contents(["'2'", "NULL"]), contents(["'2'", "'a'"]))).isEqual).toBe(true);
  expect(compareRows(was, result(contents(["'2'", "NULL"]), contents(["'2'", "'b'"]))).difference).toContain(
    "the rows of public.t",
  );
});

test("a change that fails on rows as it was says nothing; what only fails now is told with its place", () => {
  const same = result(contents(), contents());
  expect(compareRows(result(contents(), contents(), { failure }), same)).toEqual({
    difference: null,
    isEqual: false,
  });
  expect(compareRows(same, result(contents(), contents(), { failure })).difference).toBe(
    "on tables with rows b.sql:2 fails: division by zero",
  );
  expect(compareRows(undefined, same).isEqual).toBe(false);
});

test("a table that took no rows says nothing", () => {
  const empty = result(contents(), contents(), { unfilled: ["public.t"] });
  expect(compareRows(empty, result(contents(), contents()))).toEqual({ difference: null, isEqual: false });
});

test("values that their default makes up may be equal by chance; that they are there counts", () => {
  const made = (...values: readonly string[]): Contents => ({
    tables: new Map([
      [
        "public.t",
        { columns: [{ name: "made", volatile: true }], rows: values.map((one) => [one]), behind: [] },
      ],
    ]),
    unread: [],
  });
  const was = result(contents(), made("'1'", "'2'"));
  expect(compareRows(was, result(contents(), made("'3'", "'3'"))).difference).toBeNull();
  expect(compareRows(was, result(contents(), made("'3'", "NULL"))).difference).toContain("in made");
});
