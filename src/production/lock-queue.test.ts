import { expect, test } from "vitest";
import { lockQueue, stalled } from "./lock-queue.ts";
import type { LiveQuery } from "./snapshot.ts";

const query = (callsPerSecond: number, meanMs?: number, sdMs?: number, maxMs?: number): LiveQuery => ({
  id: "1",
  sql: "SELECT 1",
  callsPerSecond,
  ...(meanMs !== undefined && { meanMs }),
  ...(sdMs !== undefined && { sdMs }),
  ...(maxMs !== undefined && { maxMs }),
});

test("waits the rest of what runs, which is longer than its average rest", () => {
  // 0.2 a second of 3 s ± 1 s: 0.2 × (9 + 1) / 2.
  const queue = lockQueue([query(0.2, 3_000, 1_000, 8_200), query(160, 2, 1, 40)], {
    connections: 60,
    longestTransactionSeconds: 0,
  });
  expect(queue?.meanWaitSeconds).toBeCloseTo(1 + 160 * 2.5e-6, 6);
  expect(queue).toMatchObject({
    callsPerSecond: 160.2,
    worstWaitSeconds: 8.2,
    behind: "query",
    connections: 60,
  });
  expect(queue?.poolSeconds).toBeCloseTo(60 / 160.2, 6);
  expect(queue && stalled(queue, 8.2, 0.5)).toBeCloseTo(160.2 * 8.7, 6);
});

test("an open transaction holds its lock beyond its statements", () => {
  const sessions = { connections: 60, longestTransactionSeconds: 900 };
  expect(lockQueue([query(10, 5, 1, 40)], sessions)).toMatchObject({
    worstWaitSeconds: 900,
    behind: "transaction",
  });
});

test("what is not known is not said", () => {
  expect(lockQueue([], { connections: 60, longestTransactionSeconds: 900 })).toBeNull();
  expect(lockQueue([query(0, 5)], undefined)).toBeNull();
  expect(lockQueue([query(10)], undefined)).toEqual({
    callsPerSecond: 10,
    meanWaitSeconds: null,
    worstWaitSeconds: null,
    behind: "query",
    poolSeconds: null,
    connections: null,
  });
});
