import type { Finding } from "../judge/finding.ts";
import type { Rollback } from "../judge/rollback.ts";
import type { NoMigrations } from "../migrations/failure.ts";
import type { Target } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Report, ReportedMigration, ReportedTarget } from "../report/report.ts";
import { VERSION } from "../version.ts";
import type { AnalyzedMigration } from "./analyze.ts";

/** A report without what follows from the rest of it. */
export type AssembleOptions = Omit<
  Report,
  "schema" | "lockgate" | "summary" | "migrations" | "weakens" | "liveQueries" | "schemaDiff"
> & {
  /** Left out: no live queries were given. */
  readonly liveQueries?: Report["liveQueries"] | undefined;
  /** Left out: not seen. */
  readonly schemaDiff?: Report["schemaDiff"] | undefined;
  readonly analyzed: readonly AnalyzedMigration[];
  /** The change takes something away from the gate that judges it, as remarks say. */
  readonly weakens: boolean;
};

/** Puts a report together and counts what is in it. */
export function assemble(parts: AssembleOptions): Report {
  const { findings, unanalyzed, suppressed, analyzed } = parts;
  const count = (level: Finding["level"]) => findings.filter((finding) => finding.level === level).length;
  const migrations = analyzed.map(reportedMigration);
  return {
    schema: "lockgate/report@1",
    lockgate: VERSION,
    postgres: parts.postgres,
    verdict: parts.verdict,
    remarks: parts.remarks,
    ...(parts.weakens ? { weakens: true } : {}),
    targets: parts.targets,
    summary: {
      error: count("error"),
      warning: count("warning"),
      note: count("note"),
      suppressed: suppressed.length,
      unanalyzed: unanalyzed.length,
      migrations: migrations.length,
      statements: migrations.reduce((sum, { statements }) => sum + statements.length, 0),
    },
    migrations,
    findings,
    ...(parts.fix === undefined ? {} : { fix: parts.fix }),
    unanalyzed,
    suppressed,
    ...(parts.liveQueries === undefined ? {} : { liveQueries: parts.liveQueries }),
    ...(parts.schemaDiff === undefined ? {} : { schemaDiff: parts.schemaDiff }),
    drift: parts.drift,
  };
}

export function reportedTarget(
  target: Target,
  selections: readonly Selection[],
  remarks: readonly string[] = [],
): ReportedTarget {
  const selection = selections.find((one) => one.target === target);
  return {
    name: target.name,
    tool: target.tool,
    dir: target.dir,
    migrations: target.migrations.length,
    new: selection?.judged.size ?? 0,
    skipped: target.skipped,
    remarks: [
      ...(target.assumption === null ? [] : [target.assumption]),
      ...target.remarks.map(
        ({ path, line, reason }) => `${path}${line === null ? "" : `:${line}`} ${reason}`,
      ),
      ...remarks,
    ],
  };
}

function reportedMigration({
  migration,
  statements,
  rehearsed,
  remarks,
  rollback,
}: AnalyzedMigration): ReportedMigration {
  return {
    id: migration.id,
    tool: migration.tool,
    path: migration.path,
    transaction: migration.transaction,
    rehearsed,
    ...(migration.reader === "source code" ? { captured: true as const } : {}),
    ...reportedRollback(rollback),
    remarks: migration.note === null ? remarks : [migration.note, ...remarks],
    statements: statements.map(
      ({ statement: { index, line, endLine, text, command }, effects, transaction }) => ({
        index,
        line,
        endLine,
        sql: text,
        command,
        transaction,
        effects,
      }),
    ),
  };
}

function reportedRollback(
  rollback: Rollback | undefined,
): Pick<ReportedMigration, "rollback" | "rollbackDetail"> {
  if (rollback === undefined) return {};
  const { outcome, detail } = rollback;
  return { rollback: outcome, ...(detail.length === 0 ? {} : { rollbackDetail: detail }) };
}

/** The report of a run that found nothing to judge. */
export function nothingToJudge(postgres: Report["postgres"], found: NoMigrations): Report {
  return assemble({
    postgres,
    // A gate that judged nothing is not green.
    verdict: "incomplete",
    targets: found.others.map(({ tool, dir, reason }) => {
      return { name: dir, tool, dir, migrations: 0, new: 0, skipped: reason, remarks: [] };
    }),
    analyzed: [],
    findings: [],
    unanalyzed: [],
    suppressed: [],
    drift: null,
    weakens: false,
    remarks: [found.reason, ...found.others.map(({ dir, reason }) => `${dir}: ${reason}`)],
  });
}
