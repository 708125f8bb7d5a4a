import { expect, test } from "vitest";
import { renderPretty } from "./pretty.ts";
import { type SampleFinding, sampleReport } from "./sample-report.testing.ts";
import { PLAIN } from "./view.ts";

const COLUMNS = { ...PLAIN, columns: 100 };

/** Two migrations with `count` findings each, of two rules. */
function report(count: number) {
  const sql = Array.from({ length: count }, (_, index) => `DROP INDEX i${index};`).join("\n");
  const finding = (statement: number): SampleFinding => ({
    statement,
    rule: statement % 2 === 0 ? "rewrites-table" : "drops-column",
    level: statement % 2 === 0 ? "error" : "warning",
    message: `says ${statement}`,
    remedy:
      statement % 2 === 0
        ? { summary: "do it otherwise", sql: `SELECT ${statement};\nSELECT 2;` }
        : { summary: "do it concurrently", sql: `DROP INDEX CONCURRENTLY i${statement};` },
  });
  const findings = Array.from({ length: count }, (_, index) => finding(index));
  return sampleReport({
    migrations: [
      { id: "1", path: "a/1.sql", sql, findings },
      { id: "2", path: "a/2.sql", sql, findings },
      { id: "3", path: "a/3.sql", sql },
    ],
  });
}

test("many findings: a line each below their migration, what is safer once, at the end", () => {
  const text = renderPretty(report(10), COLUMNS);
  expect(text).toMatch(
    /^a\/1\.sql .*\n {3}1 {2}error {4}rewrites-table {3}says 0\n {3}2 {2}warning {2}drops-column {3}says 1\n/,
  );
  expect(text).toMatch(/^ {2}10 {2}warning {2}drops-column {3}says 9$/m);
  expect(text).toMatch(
    /\n\nsafer\n {2}rewrites-table \(10 times\): do it otherwise\n {2}drops-column \(10 times\): do it concurrently\n {4}at a\/1\.sql:2:\n {4}DROP INDEX CONCURRENTLY i1;\n {2}--verbose/,
  );
  expect(text).not.toContain("a/3.sql");
  expect(text.split("\n").length).toBeLessThan(36);
});

test("few findings stand with their statements and their advice, and so do many with --verbose", () => {
  for (const text of [
    renderPretty(report(9), COLUMNS),
    renderPretty(report(10), { ...COLUMNS, verbose: true }),
  ]) {
    expect(text).toContain(
      "  1  DROP INDEX i0;\n     error  rewrites-table   says 0\n     safer: do it otherwise\n",
    );
    expect(text).not.toContain("\nsafer\n");
  }
});

test("no line is longer than the terminal is wide", () => {
  for (const columns of [60, 100]) {
    // But the last one, which is not broken.
    const lines = renderPretty(report(12), { ...PLAIN, columns })
      .trimEnd()
      .split("\n")
      .slice(0, -1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
});

test("--quiet leaves what fails the check, and of one that passes nothing", () => {
  const quiet = { ...COLUMNS, quiet: true };
  const text = renderPretty(report(4), quiet);
  expect(text).toContain("error  rewrites-table");
  expect(text).not.toContain("drops-column");
  expect(text).toMatch(/\n2 errors, 2 warnings|\n4 errors, 4 warnings/);
  expect(renderPretty(report(0), quiet)).toBe("");
  const unread = sampleReport({ migrations: [], unanalyzed: [{ path: "a.sql", line: 1, reason: "no SQL" }] });
  expect(renderPretty(unread, quiet)).toContain("a.sql:1");
});
