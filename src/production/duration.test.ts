import { expect, test } from "vitest";
import {
  cpuFactor,
  estimate,
  type IndexWork,
  type ServerSpeed,
  type TableSize,
  type TableWork,
} from "./duration.ts";

const GB = 1e9;
const orders: TableSize = { rows: 12_300_000, heapBytes: [4.1 * GB, 4.1 * GB], toastBytes: 0 };
const unknown: ServerSpeed = { cpu: null, readMBs: null, walMBs: null };
const index = (...keys: IndexWork["keys"]): IndexWork => ({
  keys,
  isExpression: false,
  isPartial: false,
  bytes: null,
});

const key = index("sortedKey", "fixedKey");
const rewrite: TableWork = {
  kind: "rewrite",
  indexes: [index("sortedKey", "sortedKey"), key, index("textC", "textLibc")],
  makes: "nothing",
};

test("a range of round numbers, wider where the server's speed is not known", () => {
  const rough = estimate(orders, rewrite, unknown);
  const calibrated = estimate(orders, rewrite, { ...unknown, cpu: 1 });
  for (const range of [rough?.seconds, rough?.walBytes, calibrated?.seconds])
    for (const end of range ?? []) expect([1, 2, 3, 5]).toContain(Number(end.toExponential()[0]));
  const [low = 0, high = 0] = rough?.seconds ?? [];
  const [from = 0, to = 0] = calibrated?.seconds ?? [];
  expect(low).toBeLessThanOrEqual(from);
  expect(high).toBeGreaterThanOrEqual(to);
  expect(low).toBeGreaterThan(1);
  expect(high).toBeLessThan(3_000);
  // 4.1 GB of heap and three indexes.
  expect(rough?.walBytes[0]).toBeGreaterThan(2 * GB);
  expect(rough?.walBytes[1]).toBeLessThan(20 * GB);
});

test("a server of half the speed takes twice as long, and a slow disk adds to the higher end alone", () => {
  const at = (speed: Partial<ServerSpeed>) =>
    estimate(orders, { kind: "read", isForeignKey: false }, { ...unknown, ...speed })?.seconds ?? [0, 0];
  expect(at({ cpu: 10 })[0]).toBeGreaterThan(4 * at({ cpu: 1 })[0]);
  expect(at({ cpu: 1, readMBs: 10 })[0]).toBe(at({ cpu: 1 })[0]);
  expect(at({ cpu: 1, readMBs: 10 })[1]).toBeGreaterThanOrEqual(410);
});

test("more work never takes less", () => {
  const longest = (work: TableWork, size = orders) => estimate(size, work, unknown)?.seconds[1] ?? 0;
  const read: TableWork = { kind: "read", isForeignKey: false };
  expect(longest({ kind: "read", isForeignKey: true })).toBeGreaterThanOrEqual(longest(read));
  expect(longest({ kind: "build", index: key, isConcurrent: true })).toBeGreaterThanOrEqual(
    longest({ kind: "build", index: key, isConcurrent: false }),
  );
  expect(longest(rewrite)).toBeGreaterThan(longest({ ...rewrite, indexes: [] }));
  const toasted = { ...orders, toastBytes: 20 * GB };
  expect(longest(rewrite, toasted)).toBeGreaterThan(longest(rewrite));
});

test("a part of the rows may be none of them", () => {
  const low = (work: TableWork) => estimate(orders, work, unknown)?.walBytes[0];
  expect(low({ kind: "update", indexes: 3, isWhole: false })).toBe(0);
  expect(low({ kind: "update", indexes: 3, isWhole: true })).toBeGreaterThan(GB);
  expect(low({ kind: "build", index: { ...key, isPartial: true }, isConcurrent: false })).toBe(0);
});

test("TOAST of unknown size makes the time of a rewrite unknown", () => {
  expect(estimate({ ...orders, toastBytes: null }, rewrite, unknown)).toBeNull();
});

test("an empty table takes no time", () => {
  const none: TableSize = { rows: 0, heapBytes: [0, 0], toastBytes: 0 };
  expect(estimate(none, rewrite, unknown)).toEqual({ seconds: [0, 0], walBytes: [0, 0] });
});

test("earlier work tells how fast the server is, where it is large enough and well known", () => {
  const work: TableWork = { kind: "build", index: index("textLibc", "textLibc"), isConcurrent: false };
  const factor = cpuFactor(orders, work, 100) ?? 0;
  // Both are rounded to two digits.
  expect((cpuFactor(orders, work, 200) ?? 0) / factor).toBeCloseTo(2, 1);
  expect(estimate(orders, work, { ...unknown, cpu: factor })?.seconds[0]).toBe(50);
  expect(cpuFactor(orders, { ...work, index: index("sortedKey", "textLibc") }, 100)).toBeNull();
  expect(cpuFactor({ ...orders, rows: 1_000, heapBytes: [8192, 8192] }, work, 1)).toBeNull();
});
