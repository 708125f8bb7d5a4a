import { expect, test } from "vitest";
import { searchPath } from "./statements.ts";

const KNOWN = new Set(["public", "shop", "Shop", "joe", 'a"b', "a,b"]);

test.each([
  ['"$user", public', "web", null],
  ['"$user", public', "joe", '"joe", public'],
  ["shop, public", "joe", '"shop", public'],
  ["SHOP", "joe", '"shop"'],
  ["\"Shop\", 'shop'", "joe", '"Shop", "shop"'],
  ['"a""b", "a,b"', "joe", '"a""b", "a,b"'],
  ["hunter2, public", "joe", null],
  ["", "joe", null],
  ["public, shop, public", null, 'public, "shop"'],
])("search_path %s of %s", (text, role, path) => {
  expect(searchPath(text, role, KNOWN)).toBe(path);
});
