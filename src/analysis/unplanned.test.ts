import { expect, test } from "vitest";
import { checked, SNAPSHOT } from "./unplanned.testing.ts";

const BY_ORG = {
  kind: "unplan",
  relation: "public.orders",
  index: "public.orders_org_idx",
  query: "SELECT id FROM orders WHERE org_id = $1",
  rowsPerCall: 12_300_000,
  callsPerSecond: 12,
  isNew: false,
  evidence: "rehearsal",
};

test("the statement that takes the index is told, after others that leave it", async () => {
  const { unplanned, findings, report } = await checked(`ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ALTER COLUMN org_id TYPE bigint;
DROP INDEX CONCURRENTLY orders_org_idx;`);
  expect(unplanned).toEqual([
    { line: 3, ...BY_ORG },
    {
      line: 3,
      ...BY_ORG,
      query: "SELECT jsonb_build_object($1, id) FROM orders WHERE org_id = $2",
      callsPerSecond: 3,
    },
  ]);

  expect(findings).toMatchObject([{ level: "error", line: 3, because: BY_ORG }]);
  expect(report.unanalyzed).toEqual([]);
});

test("the rehearsal after planning sees the files as they are", async () => {
  const { unplanned, report } = await checked(`DROP INDEX orders_org_idx;
ALTER TABLE orders ALTER COLUMN org_id TYPE bigint;
CREATE UNIQUE INDEX orders_org_key ON orders (org_id);`);
  // The base has fifty rows with five values, which the other index refuses.
  expect(report.findings.map(({ rule, line }) => `${rule} ${line}`)).toContain("fails-always 3");
  expect(unplanned[0]).toEqual({ line: 1, ...BY_ORG });
});

test("without statistics of columns it may be so", async () => {
  const [table] = SNAPSHOT.tables.map(({ columns: _, ...sizes }) => sizes);
  const { findings } = await checked("DROP INDEX orders_org_idx;", {}, { ...SNAPSHOT, tables: [table] });
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining("2 queries (15 calls/s) may read all 12.3 M rows"),
  ]);
});

test("a snapshot without queries, a run without rehearsal and one without a snapshot say nothing", async () => {
  const { queries: _, ...sizes } = SNAPSHOT;
  expect((await checked("DROP INDEX orders_org_idx;", {}, sizes)).unplanned).toEqual([]);
  expect((await checked("DROP INDEX orders_org_idx;", { settings: { static: true } })).unplanned).toEqual([]);
});
