import { expect, test } from "vitest";
import { breakOf } from "../effects/breaks.ts";
import type { BreakEffect, DestroyEffect, Effect, RewriteEffect, Usage } from "../effects/effect.ts";
import type { Snapshot } from "../production/snapshot.ts";
import { factsOf, type Known } from "./facts.ts";
import { factLine } from "./finding.ts";

const KNOWN: Known = { release: "main", checked: 212 };
const USED: Usage = {
  queries: 3,
  callsPerSecond: 41.2,
  first: ["SELECT legacy FROM orders WHERE id = $1"],
  code: [
    { path: "prisma/schema.prisma", line: 41 },
    { path: "src/invoice.ts", line: 88 },
    { path: "src/invoice.ts", line: 90 },
    { path: "src/invoice.test.ts", line: 7 },
  ],
  declared: true,
  model: "Order.legacy",
};

const relation = "public.orders";
const common = { relation, isNew: false, evidence: "both" } as const;

function dropped(usedBy: Partial<Usage>, name = "legacy"): DestroyEffect {
  return { kind: "destroy", what: "column", name, cascade: false, ...common, usedBy: { ...USED, ...usedBy } };
}

function told(because: Effect, covering: readonly Effect[] = [], known = KNOWN, speed?: Snapshot["speed"]) {
  const snapshot = speed && ({ schema: "lockgate/stats@2", speed } as Snapshot);
  const facts = factsOf({ message: "", because, covering }, { snapshot: snapshot ?? null }, known);
  return facts.map((fact) => `${fact.kind}: ${factLine(fact)}`);
}

test("queries, then code", () => {
  expect(told(dropped({}))).toEqual([
    "queries: still used: 3 of 212 live queries fail (41 calls/s), first: SELECT legacy FROM orders WHERE id = $1",
    "code: and used as Order.legacy by the release on main: prisma/schema.prisma:41, src/invoice.ts:88 and 2 more",
  ]);
});

test("code alone; a name that no schema declares; a release without a name", () => {
  expect(told(dropped({ queries: 0, first: [] }))[0]).toMatch(
    /^code: still used as Order.legacy by the release/,
  );
  const code = [{ path: "a.py", line: 1 }];
  const usedBy = { queries: null, first: [], code, declared: null };
  const { model: _, ...plain } = dropped(usedBy).usedBy as Usage;
  expect(told({ ...dropped({}), usedBy: plain }, [], { release: null, checked: null })).toEqual([
    "code: still named by the running release: a.py:1",
  ]);
});

test("one query, calls that are few or not known, and no list to count in", () => {
  const line = (usedBy: Partial<Usage>, checked: number | null) =>
    told(dropped({ code: [], first: ["SELECT 1"], ...usedBy }), [], { release: null, checked })[0];
  expect(line({ queries: 1, callsPerSecond: 0.2 }, null)).toBe(
    "queries: still used: 1 live query fails (less than one call/s), first: SELECT 1",
  );
  expect(line({ queries: 1, callsPerSecond: 3.14 }, 9)).toBe(
    "queries: still used: 1 of 9 live queries fails (3.1 calls/s), first: SELECT 1",
  );
  expect(line({ queries: 2, callsPerSecond: null }, 9)).toBe(
    "queries: still used: 2 of 9 live queries fail, first: SELECT 1",
  );
});

test("several things that go: queries are not added up, places are", () => {
  const other = dropped(
    {
      queries: 5,
      first: ["SELECT note FROM orders"],
      code: [{ path: "b.ts", line: 2 }],
      model: "Order.note",
    },
    "note",
  );
  expect(told(dropped({}), [other])).toEqual([
    "queries: still used: at least 5 of 212 live queries fail (41 calls/s), first: SELECT note FROM orders",
    "code: and used as Order.legacy and Order.note by the release on main: prisma/schema.prisma:41, src/invoice.ts:88 and 3 more",
  ]);
});

test("of a long query its beginning and where it reads from", () => {
  const columns = Array.from({ length: 30 }, (_, at) => `"public"."orders"."column_${at}"`).join(", ");
  const sql = `SELECT ${columns}\n  FROM "public"."orders" WHERE "public"."orders"."org_id" = $1 ORDER BY "id" LIMIT $2`;
  const [line = ""] = told(dropped({ first: [sql], code: [] }));
  expect(line.split("first: ")[1]).toBe(
    'SELECT "public"."orders"."column_0", "public"."… FROM "public"."orders" WHERE "public"."orders"."org_id" = $1 ORDER BY…',
  );
});

test("a proof only where it holds for all that goes", () => {
  const done = { queries: null, callsPerSecond: null, first: [], code: [], declared: false };
  const renamed: BreakEffect = {
    kind: "break",
    ...breakOf("column", "renamed"),
    name: "legacy",
    ...common,
    usedBy: { ...USED, ...done },
  };
  expect(told(renamed)).toEqual([
    "prepared: prepared: the release on main does not declare it; 0 of 212 live queries and no line of code name it",
  ]);
  expect(told(renamed, [dropped(done, "note")], { release: "main", checked: null })).toEqual([
    "prepared: prepared: the release on main does not declare them; no line of code names them",
  ]);
  expect(
    told(renamed, [{ ...dropped(done, "note"), usedBy: undefined } as unknown as DestroyEffect]),
  ).toEqual([]);
  expect(told(dropped({ ...done, queries: 1, first: ["SELECT 1"] }))[0]).toMatch(/^queries: /);
  expect(told(dropped({ ...done, declared: null }))).toEqual([]);
});

test("time and WAL as ranges, calibrated or not", () => {
  const rewrite = (
    seconds: readonly [number, number],
    walBytes?: readonly [number, number],
  ): RewriteEffect => ({
    kind: "rewrite",
    ...common,
    seconds,
    ...(walBytes && { walBytes }),
  });
  const gigabyte = 1024 ** 3;
  expect(told(rewrite([20, 200], [5 * gigabyte, 7 * gigabyte]))).toEqual([
    "time: takes about 20-200 s (not calibrated) and writes 5 GB to 7 GB of WAL",
  ]);
  const speed = { cpu: 2.2, readMBs: null, walMBs: null, from: "probe" } as const;
  expect(told(rewrite([100, 1000], [1000, 2000]), [], KNOWN, speed)).toEqual([
    "time: takes about 1.7-17 min (calibrated)",
  ]);
  expect(told(rewrite([0.1, 0.5]))).toEqual(["time: takes under 1 s (not calibrated)"]);
  expect(told(rewrite([0.5, 5]))).toEqual(["time: takes up to 5 s (not calibrated)"]);
  expect(told(rewrite([7200, 36000]))).toEqual(["time: takes about 2-10 h (not calibrated)"]);
});
