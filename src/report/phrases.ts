import { type Finding, factLine } from "../judge/finding.ts";
import type { Transaction } from "../migrations/migration.ts";
import type { Level } from "../rule.ts";
import type { Report, ReportedMigration } from "./report.ts";

/** What a finding says without what facts add. */
export function bareMessage({ message, facts = [] }: Pick<Finding, "message" | "facts">): string {
  const added = facts.map((fact) => `; ${factLine(fact)}`).join("");
  return message.endsWith(added) ? message.slice(0, message.length - added.length) : message;
}

/** What a finding says, and below it each fact. */
export function messageLines(finding: Pick<Finding, "message" | "facts">): string[] {
  return [bareMessage(finding), ...(finding.facts ?? []).map(factLine)];
}

/** "12,345". Intl would do it at the cost of 10 ms at its first use. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 error", "2 errors". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
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
export function howJudged(migration: ReportedMigration, postgres: Report["postgres"]): string {
  const where = migration.rehearsed
    ? `rehearsed ${onPostgres(postgres)}`
    : `not rehearsed, ${versionWords(postgres)}`;
  const transactions = ownTransactions(migration)
    ? "transactions as the file has them"
    : TRANSACTIONS[migration.transaction];
  const back = migration.rollback === "exact" ? ", and its down migration leads back exactly" : "";
  return `${where}, ${transactions}${back}`;
}

/** Whether a file whose statements commit by themselves has a BEGIN of its own. */
function ownTransactions({ transaction, statements }: ReportedMigration): boolean {
  const numbers = statements.flatMap((statement) => statement.transaction ?? []);
  return transaction === "statement" && new Set(numbers).size < numbers.length;
}

/** "on PostgreSQL 18"; "for PostgreSQL 17" where production's version was named, which may not be the rehearsal's. */
export function onPostgres(postgres: Report["postgres"]): string {
  const { from } = postgres;
  return `${from === "default" || from === "shadow" ? "on" : "for"} ${versionWords(postgres)}`;
}

/** "PostgreSQL 18", "PostgreSQL 19 (judged as 18)". */
export function versionWords({ major, judgedAs }: Omit<Report["postgres"], "from">): string {
  return `PostgreSQL ${major}${judgedAs === undefined ? "" : ` (judged as ${judgedAs})`}`;
}

/** "1 migration, 2 statements, all understood" or what stands in their place. */
export function coverage(report: Report): string {
  const { migrations, statements, unanalyzed } = report.summary;
  const read = unanalyzed === 0 ? "all understood" : `${unanalyzed} not analyzed`;
  if (migrations > 0) {
    const { postgres } = report;
    const newer = postgres.judgedAs === undefined ? "" : `, ${versionWords(postgres)}`;
    return `${counted(migrations, "migration")}, ${counted(statements, "statement")}, ${read}${newer}`;
  }
  const judged = report.targets.filter((target) => target.skipped === null);
  if (judged.length === 0) return unanalyzed === 0 ? "nothing was judged" : read;
  const known = counted(
    judged.reduce((sum, target) => sum + target.migrations, 0),
    "migration",
  );
  const where = judged.length === 1 ? judged[0]?.dir || "." : counted(judged.length, "folder");
  return `no new migrations${unanalyzed === 0 ? "" : `, ${read}`} (${known} in ${where})`;
}

/** What was found: "2 errors, 1 warning", "no findings", "incomplete: no findings", "no PostgreSQL migrations found". */
export function verdictWords(report: Report, withNotes: boolean): string {
  const { error, warning, note, unanalyzed, migrations } = report.summary;
  const parts = [
    ...(error > 0 ? [counted(error, "error")] : []),
    ...(warning > 0 ? [counted(warning, "warning")] : []),
    ...(note > 0 && withNotes ? [counted(note, "note")] : []),
  ];
  const found = parts.length > 0 ? parts.join(", ") : "no findings";
  if (report.verdict !== "incomplete") return found;
  // Incomplete without anything that was not analysed: there was nothing to analyse.
  return unanalyzed === 0 && migrations === 0 ? "no PostgreSQL migrations found" : `incomplete: ${found}`;
}

/** Where a finding or an entry stands: "path:3", "path". */
export function place(path: string, line: number | null): string {
  return line === null ? path : `${path}:${line}`;
}
