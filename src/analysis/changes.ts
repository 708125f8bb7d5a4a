import type { Migration } from "../migrations/migration.ts";
import type { AnalyzedMigration } from "./analyze.ts";
import type { StatementAnalysis } from "./statement-effects.ts";

/** The judged migrations, in order, grouped by what is deployed together. */
export type Changes = readonly (readonly AnalyzedMigration[])[];

/** The changes with what `told` makes of each statement. */
export function eachStatement(
  changes: Changes,
  told: (statement: StatementAnalysis, migration: Migration) => StatementAnalysis,
): Changes {
  return changes.map((change) =>
    change.map((one) => ({
      ...one,
      statements: one.statements.map((statement) => told(statement, one.migration)),
    })),
  );
}
