import { expect, test } from "vitest";
import { filled } from "./filled.ts";

const untyped = (value: string | null) => ({ type: null, value });

test.each([
  ["SELECT $1", [untyped("a")], "SELECT 'a'"],
  ["SELECT $1, $2", [untyped("it's"), untyped(null)], "SELECT 'it''s', NULL"],
  ["SELECT $1::int", [untyped("5")], "SELECT '5'::int"],
  ["SELECT '$1', \"$1\", $$ $1 $$ -- $1\n, $1", [untyped("x")], "SELECT '$1', \"$1\", $$ $1 $$ -- $1\n, 'x'"],
  ["SELECT a$1, $1", [untyped("x")], "SELECT a$1, 'x'"],
  ["SELECT $10, $1", [untyped("one")], "SELECT $10, 'one'"],
  ["SELECT $1", [{ type: "bigint", value: "5" }], "SELECT CAST('5' AS bigint)"],
  ["SELECT $1", [{ type: "bigint", value: null }], "SELECT CAST(NULL AS bigint)"],
  ["SELECT $1", [untyped("a\\b'c")], "SELECT  E'a\\\\b''c'"],
])("%s with %j", (sql, parameters, expected) => {
  expect(filled(sql, parameters)).toBe(expected);
});
