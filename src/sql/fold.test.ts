import { beforeAll, expect, test } from "vitest";
import { foldElements, foldText } from "./fold.ts";
import { loadParser } from "./parse.ts";

beforeAll(loadParser);

const texts = new Map<string, readonly (string | null)[]>([
  ["tab", ["users"]],
  ["each", ["a", "b"]],
]);
const textsOf = (name: string) => texts.get(name);

test.each([
  ["'DR' || 'OP TABLE users'", ["DROP TABLE users"]],
  ["format('ALTER TABLE %I DROP COLUMN %I', 'users', 'email')", ['ALTER TABLE "users" DROP COLUMN "email"']],
  ["format('ALTER TABLE %2$I.%1$I ADD x int', tab, 'app')", ['ALTER TABLE "app"."users" ADD x int']],
  ["format('SELECT %L, %s, %%', 'it''s', 1)", ["SELECT 'it''s', 1, %"]],
  ["'DELETE FROM ' || quote_ident(tab)", ['DELETE FROM "users"']],
  ["concat('DELETE', ' ', 'FROM ', each)", ["DELETE FROM a", "DELETE FROM b"]],
  ["upper('drop') || chr(32) || E'table\\x20t'", ["DROP table t"]],
  ["CASE WHEN x > 1 THEN 'DROP TABLE t' ELSE 'SELECT 1' END", ["DROP TABLE t", "SELECT 1"]],
  ["replace('DROP @ t', '@', 'TABLE')", ["DROP TABLE t"]],
  ["coalesce(NULL, 'DROP TABLE t')", ["DROP TABLE t"]],
  ["'users'::regclass::text", ["users"]],
])("a text that is put together from constants: %s", (expression, expected) => {
  expect(foldText(expression, textsOf)).toEqual(expected);
});

test.each([
  "'DROP TABLE ' || unknown",
  "format('DROP TABLE %I', r.relname)",
  "convert_from(decode('RFJPUA==', 'base64'), 'UTF8')",
  "current_setting('a.b')",
  "(SELECT 'DROP TABLE t')",
  "format('%10s', 'a')",
  "format('%I')",
  "app.format('%I', 'a')",
])("what depends on anything else is not known: %s", (expression) => {
  expect(foldText(expression, textsOf)).toBeUndefined();
});

test("the elements of an array", () => {
  expect(foldElements("ARRAY['users', 'orders']", textsOf)).toEqual(["users", "orders"]);
  expect(foldElements("ARRAY['users']::text[]", textsOf)).toEqual(["users"]);
  expect(foldElements("'{users, orders}'::text[]", textsOf)).toEqual(["users", "orders"]);
  expect(foldElements("ARRAY(SELECT 'a')", textsOf)).toBeUndefined();
});
