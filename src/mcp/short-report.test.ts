import { expect, test } from "vitest";
import type { DriftReport } from "../drift/drift-report.ts";
import { sampleReport } from "../report/sample-report.testing.ts";
import { shortDrift, shortReport } from "./short-report.ts";

const finding = (statement: number, level: "error" | "note", words: number) => ({
  statement,
  rule: "rewrites-table",
  level,
  message: "word ".repeat(words),
});

test("only the statements that a finding is about; counts stay those of the whole", () => {
  const sql = "TRUNCATE a;\nTRUNCATE b;\nTRUNCATE c;\n";
  const report = sampleReport({ migrations: [{ id: "1", sql, findings: [finding(1, "error", 1)] }] });
  const short = shortReport(report);
  expect(short.migrations[0]?.statements.map(({ index }) => index)).toEqual([1]);
  expect(short.summary.statements).toBe(3);
  expect(short.findings).toEqual(report.findings);
  expect(short.remarks).toEqual(report.remarks);
});

test("what does not fit is left out, the least important first, and that is said", () => {
  const many = Array.from({ length: 200 }, (_, index) => finding(0, index < 100 ? "note" : "error", 100));
  const report = sampleReport({
    migrations: [{ id: "1", sql: `INSERT INTO a VALUES ('${"x".repeat(30_000)}');`, findings: many }],
    unanalyzed: Array.from({ length: 100 }, () => ({ path: "a.sql", line: 1, reason: "word ".repeat(20) })),
  });
  const short = shortReport(report);
  expect(JSON.stringify(short).length).toBeLessThan(60_000);
  expect(new Set(short.findings.map(({ level }) => level))).toEqual(new Set(["error"]));
  expect(short.migrations[0]?.statements).toEqual([]);
  expect(short.remarks.at(-1)).toMatch(/^left out here: statements, \d+ findings, \d+ unanalyzed places; /);
  expect(short.verdict).toBe(report.verdict);
});

test("long lists of differences are cut, and the reason says so", () => {
  const difference = {
    kind: "missing",
    object: "table",
    name: "public.a",
    relation: null,
    expected: "x".repeat(500),
    actual: null,
    message: "",
    next: "",
    sql: null,
    databases: [],
  } as const;
  const part = { state: "drifted", reason: null } as const;
  const whole = { ...part, differences: Array.from({ length: 100 }, () => difference) };
  const target = { name: "default", tool: "sql", dir: "db", databases: [] } as const;
  const drift: DriftReport = {
    schema: "lockgate/drift@1",
    verdict: "drifted",
    databases: [],
    targets: [
      { ...target, history: { ...part, items: [] }, catalog: whole, schema: { ...whole, differences: [] } },
    ],
  };
  const [short] = shortDrift(drift).targets;
  expect(short?.catalog.differences.length).toBeLessThan(20);
  expect(short?.catalog.reason).toMatch(
    /^8\d more differences: `npx lockgate drift --format json` has them$/,
  );
  expect(short?.schema).toEqual({ ...part, differences: [] });
});
