import { beforeAll, expect, test } from "vitest";
import { as, nameParts } from "./nodes.ts";
import { loadParser, parseScript } from "./parse.ts";
import { quoted, quotedRelation } from "./quote.ts";

beforeAll(() => loadParser());

test.each([
  "orders",
  "Order",
  "order",
  "user",
  "int",
  "name",
  'a"b',
  "a.b",
  "a b",
  "1a",
  "añb",
  "_x$1",
  "select;--",
])("%s is read by the grammar as the same name", (name) => {
  const [statement] = parseScript(`DROP TABLE ${quoted(name)}`).statements;
  const drop = as(statement?.node, "DropStmt");
  expect(nameParts(as(drop?.objects?.[0], "List")?.items)).toEqual([name]);
});

test("only what needs quotes gets them, and public is left out", () => {
  expect(["orders", "name", "Order", "user"].map(quoted)).toEqual(["orders", "name", '"Order"', '"user"']);
  expect(quotedRelation("public.orders")).toBe("orders");
  expect(quotedRelation("Auth.user")).toBe('"Auth"."user"');
});

test("a word that is only some kind of name is quoted as a column", () => {
  for (const name of ["full", "left", "between", "int", "name"]) {
    const { statements, unread } = parseScript(`ALTER TABLE t ADD CHECK (${quoted(name)} IS NOT NULL)`);
    expect({ name, unread, statements: statements.length }).toEqual({ name, unread: [], statements: 1 });
  }
});
