import { expect, test } from "vitest";
import { visible } from "./visible.ts";

test.each([
  ['syntax error at or near "a,\r\n   at time\n"', 'syntax error at or near "a, at time "'],
  ["a\rb", "a<0D>b"],
  ["a\tb\u202e", "a  b<202E>"],
])("%j is shown on one line", (text, shown) => {
  expect(visible(text)).toBe(shown);
});
