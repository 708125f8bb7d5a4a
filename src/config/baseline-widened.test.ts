import { expect, test } from "vitest";
import { widened } from "./baseline-widened.ts";

const entry = (fingerprint: string, reason: string | null = null) => ({
  path: `${fingerprint}.sql`,
  rule: "rewrites-table",
  fingerprint,
  message: "rewrites t",
  reason,
});
const baseline = (...findings: object[]) => JSON.stringify({ schema: "lockgate/baseline@1", findings });

test("new entries are named, the first ones", () => {
  expect(widened(baseline(entry("a")), baseline(entry("b"), entry("a")))).toEqual([
    { of: "baseline", does: "takes in rewrites-table in b.sql" },
  ]);
  expect(widened(null, baseline(...["a", "b", "c", "d", "e"].map((mark) => entry(mark))))).toEqual([
    {
      of: "baseline",
      does: "takes in rewrites-table in a.sql, rewrites-table in b.sql, rewrites-table in c.sql and 2 more",
    },
  ]);
});

test("a reason that is written for what had none hides it, too", () => {
  expect(widened(baseline(entry("a")), baseline(entry("a", "nobody reads it")))).toHaveLength(1);
  expect(widened(baseline(entry("a", "x")), baseline(entry("a", "y")))).toEqual([]);
});

test("fewer entries, the same ones, none, and what is not a baseline weaken nothing", () => {
  const two = baseline(entry("a"), entry("b"));
  for (const after of [two, baseline(entry("a")), null, "[]", "no JSON"])
    expect(widened(two, after)).toEqual([]);
  expect(widened("no JSON", two)).toHaveLength(1);
});
