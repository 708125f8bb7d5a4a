/** What a migration really does, told from the effects alone: the measure that the rules are held against. */
import type { Effect } from "../src/effects/effect.ts";
import { blocksReads, blocksWrites } from "../src/postgres/lock-mode.ts";
import type { Report, ReportedMigration, ReportedStatement } from "../src/report/report.ts";

/** DESIGN: a file deserves a finding for one of these, on what existed before it. */
export type Harm = "blocks during work" | "destroys" | "breaks" | "fails";

const DATA = new Set(["table", "column", "rows", "values", "schema", "database"]);

/** Only what was seen: `catalogue` and `assumed` are our own claims. Code and rows are not seen by a rehearsal. */
function isSeen({ evidence }: Effect): boolean {
  return evidence === "rehearsal" || evidence === "both";
}

export function harmsOf(migration: ReportedMigration, observedOnly: boolean): Set<Harm> {
  const harms = new Set<Harm>();
  const counts = (effect: Effect): boolean => !effect.isNew && (!observedOnly || isSeen(effect));
  for (const statement of migration.statements) {
    for (const effect of statement.effects) {
      if (effect.kind === "destroy" && DATA.has(effect.what) && counts(effect)) harms.add("destroys");
      if (effect.kind === "break" && !effect.isNew) harms.add("breaks");
      if (effect.kind === "fail") harms.add("fails");
    }
    const works = statement.effects.some((effect) => isWork(effect) && counts(effect));
    if (
      works &&
      sameTransaction(migration, statement).some((one) =>
        one.effects.some((effect) => blocks(effect) && counts(effect)),
      )
    )
      harms.add("blocks during work");
  }
  return harms;
}

function isWork(effect: Effect): boolean {
  return effect.kind === "change"
    ? effect.rows === "all"
    : ["rewrite", "scan", "build"].includes(effect.kind);
}

function blocks(effect: Effect): boolean {
  if (effect.kind !== "lock" || effect.role === "index" || effect.role === "sequence") return false;
  return blocksReads(effect.mode) || blocksWrites(effect.mode);
}

/** The statement and those before it in its transaction: their locks are held while it works. */
function sameTransaction(
  { statements }: ReportedMigration,
  statement: ReportedStatement,
): ReportedStatement[] {
  return statements.filter(
    (other) =>
      other === statement ||
      (other.index < statement.index &&
        other.transaction !== null &&
        other.transaction === statement.transaction),
  );
}

export interface Measure {
  readonly migrations: number;
  readonly statements: number;
  /** Migrations with a warning or an error. */
  readonly flagged: number;
  /** Those that deserve it and are not, and those that are and do not deserve it: "path: harms". */
  readonly missed: readonly string[];
  readonly undeserved: readonly string[];
  /** By rule and level: "scans-under-lock error". */
  readonly findings: Readonly<Record<string, number>>;
  readonly unanalyzed: number;
}

/** Severe harms are those whose absence from the findings is a miss; breaks and failures count as deserving, too. */
export function measure(report: Report, observedOnly: boolean): Measure {
  const told = (path: string): boolean =>
    report.findings.some((one) => one.path === path && one.level !== "note");
  const missed: string[] = [];
  const undeserved: string[] = [];
  let flagged = 0;
  for (const migration of report.migrations) {
    const seen = harmsOf(migration, observedOnly);
    const isTold = told(migration.path);
    if (isTold) flagged++;
    const severe = [...seen].filter((harm) => harm === "blocks during work" || harm === "destroys");
    if (severe.length > 0 && !isTold) missed.push(`${migration.path}: ${severe.join(", ")}`);
    if (isTold && harmsOf(migration, false).size === 0) undeserved.push(migration.path);
  }
  const findings: Record<string, number> = {};
  for (const { rule, level } of report.findings) {
    const key = `${rule} ${level}`;
    findings[key] = (findings[key] ?? 0) + 1;
  }
  return {
    migrations: report.migrations.length,
    statements: report.summary.statements,
    flagged,
    missed,
    undeserved,
    findings: Object.fromEntries(Object.entries(findings).sort(([a], [b]) => (a < b ? -1 : 1))),
    unanalyzed: report.unanalyzed.length,
  };
}
