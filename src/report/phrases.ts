import type { Transaction } from "../migrations/migration.ts";
import type { Level } from "../rule.ts";
import type { Finding, Report, ReportedMigration } from "./report.ts";

/** "1 error", "2 errors". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : plural}`;
}

export const LEVELS: readonly Level[] = ["error", "warning", "note"];

/** The gravest first; those of one level in the order of the report. */
export function byLevel(findings: readonly Finding[]): Finding[] {
  return LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level));
}

const TRANSACTIONS: Readonly<Record<Transaction, string>> = {
  file: "one transaction",
  statement: "each statement commits by itself",
  "all-pending": "one transaction for all pending migrations",
};

/** How a migration was judged: "rehearsed on PostgreSQL 18, one transaction". */
export function howJudged(migration: ReportedMigration, major: number): string {
  const where = migration.rehearsed
    ? `rehearsed on PostgreSQL ${major}`
    : `not rehearsed, PostgreSQL ${major}`;
  return `${where}, ${TRANSACTIONS[migration.transaction]}`;
}

/** "1 migration, 2 statements, all understood" or what stands in their place. */
export function coverage(report: Report): string {
  const { migrations, statements, unanalyzed } = report.summary;
  if (migrations === 0) return nothingJudged(report);
  const read = unanalyzed === 0 ? "all understood" : `${unanalyzed} not analyzed`;
  return `${counted(migrations, "migration")}, ${counted(statements, "statement")}, ${read}`;
}

function nothingJudged(report: Report): string {
  const judged = report.targets.filter((target) => target.skipped === null);
  const known = judged.reduce((sum, target) => sum + target.migrations, 0);
  const unread = report.summary.unanalyzed > 0 ? `, ${report.summary.unanalyzed} not analyzed` : "";
  if (judged.length === 0) return `no PostgreSQL migrations${unread}`;
  const all = counted(known, "migration");
  return `no new migrations${unread} (${all} in ${judged.length === 1 ? judged[0]?.dir || "." : counted(judged.length, "folder")})`;
}

/** "2 errors, 1 warning", "no findings". Notes are named only where there is nothing graver or `withNotes`. */
export function foundWords(report: Report, withNotes: boolean): string {
  const { error, warning, note } = report.summary;
  const parts = [
    ...(error > 0 ? [counted(error, "error")] : []),
    ...(warning > 0 ? [counted(warning, "warning")] : []),
    ...(note > 0 && withNotes ? [counted(note, "note")] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "no findings";
}

/** Where a finding or an entry stands: "path:3", "path". */
export function place(path: string, line: number | null): string {
  return line === null ? path : `${path}:${line}`;
}
