import { expect, test } from "vitest";
import type { TableStats } from "../production/table-stats.ts";
import { sizeWords } from "./size.ts";
import { DEFAULT_WEIGHING, loadOf } from "./weight.ts";

const table = (over: Partial<TableStats>): TableStats => ({
  relation: "public.t",
  rows: 10,
  bytes: 8192,
  writesPerSecond: null,
  readsPerSecond: null,
  ...over,
});

test.each<[Partial<TableStats>, string]>([
  [{}, "small"],
  [{ rows: 50_001 }, "large"],
  [{ bytes: 33 * 1024 ** 2 }, "large"],
  [{ rows: 1_000_000 }, "big"],
  [{ bytes: 1024 ** 3 }, "big"],
  [{ writesPerSecond: 50 }, "big"],
  [{ readsPerSecond: 500 }, "big"],
])("%j counts as %s", (over, load) => {
  expect(loadOf(table(over), DEFAULT_WEIGHING)).toBe(load);
});

test("a table without statistics counts as the configuration says", () => {
  expect(loadOf(undefined, DEFAULT_WEIGHING)).toBe("large");
  expect(loadOf(undefined, { ...DEFAULT_WEIGHING, assume: "small" })).toBe("small");
});

test.each<[Partial<TableStats>, string]>([
  [{ rows: 1, bytes: 0 }, "1 row, 0 B"],
  [{ rows: 999, bytes: 1023 }, "999 rows, 1023 B"],
  [{ rows: 12_345_678, bytes: 4.1 * 1024 ** 3, writesPerSecond: 310.4 }, "12.3 M rows, 4.1 GB, 310 writes/s"],
  [{ rows: 250_000_000, bytes: 1024 ** 4, writesPerSecond: 0.2 }, "250 M rows, 1 TB"],
])("%j: %s", (over, words) => {
  expect(sizeWords(table(over))).toBe(words);
});
