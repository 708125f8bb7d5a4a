/** A report compared with what PostgreSQL did. */
import type { Finding } from "../../src/judge/finding.ts";
import type { Report } from "../../src/report/report.ts";
import type { Replayed } from "./replay.ts";

export interface Measure {
  readonly migrations: number;
  readonly statements: number;
  /** Migrations with a warning or an error, and how many of them have a real effect. */
  readonly flagged: number;
  readonly expected: number;
  /** Migrations without any real effect, and how many of them have a warning or an error. */
  readonly harmless: number;
  readonly falsePositives: number;
  /** Migrations in which rows are read while others wait for a table, and how many of these are reported. */
  readonly blocking: number;
  readonly blockingReported: number;
  /** Statements that destroy a table, a column or rows, and how many of these are reported. */
  readonly destroying: number;
  readonly destroyingReported: number;
  /** Warnings and errors, and how many of them PostgreSQL confirms at that very statement. */
  readonly reported: number;
  readonly confirmed: number;
  /** By rule and level: "scans-under-lock error". */
  readonly findings: Readonly<Record<string, number>>;
  readonly unanalyzed: number;
}

export interface Measured {
  readonly figures: Measure;
  /** Each difference between what was reported and what happened, in words. */
  readonly differences: readonly string[];
}

const WORK: ReadonlySet<string> = new Set(["lock", "scan", "rewrite", "build", "change"]);

export function measure(report: Report, replayed: readonly Replayed[]): Measured {
  const differences: string[] = [];
  const count = { flagged: 0, expected: 0, harmless: 0, falsePositives: 0 };
  const recall = { blocking: 0, blockingReported: 0, destroying: 0, destroyingReported: 0 };
  const precision = { reported: 0, confirmed: 0 };
  for (const migration of replayed) {
    const { path, statements, breaks, fails, error } = migration;
    const loud = report.findings.filter((one) => one.path === path && one.level !== "note");
    const blocks = statements.some((one) => one !== null && isBlocked(one));
    const destroys = statements.some((one) => one !== null && one.destroyed.length > 0);
    const changesMany = loud.some((one) => one.because?.kind === "change" && isConfirmed(one, migration));
    const isHarmful =
      blocks || destroys || changesMany || breaks.length > 0 || fails.length > 0 || error !== null;
    if (error !== null) differences.push(`${path}: the replay failed: ${error}`);
    if (loud.length > 0) count.flagged++;
    if (loud.length > 0 && isHarmful) count.expected++;
    if (!isHarmful) count.harmless++;
    if (loud.length > 0 && !isHarmful) {
      count.falsePositives++;
      differences.push(`${path}: not expected: ${loud.map(({ rule }) => rule).join(", ")}`);
    }
    if (blocks) {
      recall.blocking++;
      if (loud.some(isOfWork)) recall.blockingReported++;
      else differences.push(`${path}: missed: blocks ${blockedIn(migration)}`);
    }
    for (const [index, one] of statements.entries()) {
      if (one === null || one.destroyed.length === 0) continue;
      recall.destroying++;
      if (loud.some(({ statement, because }) => statement === index && because?.kind === "destroy"))
        recall.destroyingReported++;
      else differences.push(`${path}: missed: destroys ${one.destroyed.join(", ")} (statement ${index + 1})`);
    }
    for (const finding of loud) {
      precision.reported++;
      if (isConfirmed(finding, migration)) precision.confirmed++;
      else differences.push(`${path}:${finding.line}: not confirmed: ${finding.rule}: ${finding.message}`);
    }
  }
  const figures: Measure = {
    migrations: report.migrations.length,
    statements: report.summary.statements,
    ...count,
    ...recall,
    ...precision,
    findings: byRule(report.findings),
    unanalyzed: report.unanalyzed.length,
  };
  return { figures, differences };
}

/** A statement that is reported to fail on any row reads none: only here, where the tables are empty, does it end. */
function isOfWork({ because }: Finding): boolean {
  return (
    because !== null &&
    (WORK.has(because.kind) || (because.kind === "fail" && because.when === "on existing rows"))
  );
}

type Happened = NonNullable<Replayed["statements"][number]>;

function isBlocked({ scanned, blocked }: Happened): boolean {
  return scanned.length > 0 && blocked.length > 0;
}

function blockedIn({ statements }: Replayed): string {
  const at = statements.findIndex((one) => one !== null && isBlocked(one));
  const { scanned = [], blocked = [] } = statements[at] ?? {};
  return `${blocked.join(", ")} while ${scanned.join(", ")} is read (statement ${at + 1})`;
}

function isConfirmed(
  { because, statement }: Finding,
  { statements, breaks, fails, error }: Replayed,
): boolean {
  if (because === null) return true;
  if (because.kind === "break") return breaks.length > 0;
  if (because.kind === "fail") return fails.length > 0 || breaks.length > 0 || error !== null;
  const one = statements[statement ?? -1];
  if (!one) return false;
  // Whoever changes the rows that it reads holds a lock on each of them.
  if (because.kind === "change") return one.scanned.length > 0;
  if (because.kind !== "destroy") return isBlocked(one);
  // Tables without rows have neither values nor statistics.
  return (
    because.what === "values" ||
    because.what === "statistics" ||
    one.destroyed.length > 0 ||
    breaks.length > 0
  );
}

function byRule(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule, level } of findings) {
    const key = `${rule} ${level}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
