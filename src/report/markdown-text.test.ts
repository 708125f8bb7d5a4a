import { expect, test } from "vitest";
import { prose } from "./markdown-text.ts";

test("names stand as code, the words of a sentence do not, whatever a table is called", () => {
  const names = new Set(["a", "no", "orders", "public.a"]);
  expect(prose("rewrites public.a under a lock: no reads of orders, no writes", names)).toBe(
    "rewrites `public.a` under a lock: no reads of `orders`, no writes",
  );
  expect(prose('relation "a" does not exist', names)).toBe("relation `a` does not exist");
});
