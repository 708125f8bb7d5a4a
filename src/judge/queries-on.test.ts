import { beforeAll, expect, test } from "vitest";
import type { LockMode } from "../postgres/lock-mode.ts";
import type { LiveQuery, Snapshot } from "../production/snapshot.ts";
import { loadParser } from "../sql/parse.ts";
import { conflicting, usesOf } from "./queries-on.ts";

beforeAll(() => loadParser());

const snapshotOf = (list: readonly LiveQuery[]): Snapshot => ({
  schema: "lockgate/stats@2",
  postgres: 18,
  settings: { lockTimeout: 0 },
  tables: [],
  queries: { windowSeconds: 100, left: 0, hidden: 0, list },
});

const usesIn = (sql: string, searchPath?: string) => {
  const snapshot = snapshotOf([
    { id: "1", sql, callsPerSecond: 1, ...(searchPath !== undefined && { searchPath }) },
  ]);
  return ["public.orders", "app.orders", "public.users"].flatMap((relation) =>
    usesOf(snapshot, relation).map(({ writes }) => `${relation} ${writes ? "write" : "read"}`),
  );
};

test.each([
  ["SELECT * FROM orders JOIN users ON true", undefined, ["public.orders read", "public.users read"]],
  ["SELECT * FROM orders", `"$user", "app", public`, ["public.orders read", "app.orders read"]],
  ["SELECT * FROM app.orders", undefined, ["app.orders read"]],
  ["UPDATE orders SET a = (SELECT 1 FROM users)", undefined, ["public.orders write", "public.users read"]],
  ["INSERT INTO orders SELECT * FROM orders", undefined, ["public.orders write"]],
  ["WITH orders AS (SELECT 1 FROM users) SELECT * FROM orders", undefined, ["public.users read"]],
  ["WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone", undefined, ["public.orders write"]],
  [
    "MERGE INTO orders USING users ON true WHEN MATCHED THEN DELETE",
    undefined,
    ["public.orders write", "public.users read"],
  ],
  ["SELECT * FROM", undefined, []],
  ["SELECT orders FROM users", undefined, ["public.users read"]],
])("%s in %s", (sql, searchPath, uses) => {
  expect(usesIn(sql, searchPath)).toEqual(uses);
});

test.each<[LockMode, string[]]>([
  ["ACCESS EXCLUSIVE", ["read", "write"]],
  ["SHARE ROW EXCLUSIVE", ["write"]],
  ["SHARE", ["write"]],
  ["SHARE UPDATE EXCLUSIVE", []],
])("%s waits for %j", (mode, ids) => {
  const snapshot = snapshotOf([
    { id: "read", sql: "SELECT FROM orders", callsPerSecond: 1 },
    { id: "write", sql: "DELETE FROM orders", callsPerSecond: 1 },
  ]);
  expect(conflicting(usesOf(snapshot, "public.orders"), mode).map(({ id }) => id)).toEqual(ids);
});
