/** What a reader must know of how a migration was judged, in whole sentences. */
import type { Selection } from "../migrations/selection.ts";
import type { RehearsedMigration } from "../shadow/rehearse/rehearsal.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import type { Past } from "./past.ts";
import type { ToldRollback } from "./rollback-outcome.ts";
import type { StatementAnalysis } from "./statement-effects.ts";

export function earlyRemark({ early }: Selection, { migration }: ScheduledMigration): string[] {
  const late = early.find(({ id }) => id === migration.id);
  // Of the others the rule `is-never-run` speaks.
  if (late?.runner !== "runs") return [];
  return [`It sorts before ${late.before}, which is merged: production runs it after that.`];
}

/** What nothing in the repository makes, and that is taken to be there. */
export function outsideRemark({ needs }: Past, { migration }: ScheduledMigration): string[] {
  const names = needs.get(migration.id) ?? [];
  if (names.length === 0) return [];
  const shown = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  const [are, them] = names.length === 1 ? ["it is", "it"] : ["they are", "them"];
  return [
    `Nothing in the repository makes ${shown.join(", ")}: ${are} taken to exist, and what is not known of ${them} is assumed to be the worst. SQL that makes ${them} can be named as \`prelude\` in the config.`,
  ];
}

/** A rehearsal runs on empty tables in one session: said where it matters. */
export function emptyTablesRemark(
  { script }: ScheduledMigration,
  rehearsed: RehearsedMigration | undefined,
): string[] {
  for (const one of rehearsed?.statements ?? []) {
    if (one.kind === "skipped" || one.dependsOnRows === null) continue;
    const line = script.statements[one.index]?.line;
    return [`Rehearsed on empty tables, and line ${line} depends on rows: ${one.dependsOnRows}.`];
  }
  return [];
}

export function rollbackRemark(told: ToldRollback | undefined): string[] {
  return told && "unknown" in told ? [`Where its way back leads is not known: ${told.unknown}.`] : [];
}

/** Statements that were not rehearsed and are understood all the same; those that are not stand in `unanalyzed`. */
export function notRehearsedRemark(statements: readonly StatementAnalysis[]): string[] {
  const judged = statements.filter((one) => one.notRehearsed !== null && one.unanalyzed === null);
  const [first] = judged;
  if (!first) return [];
  const more = judged.length - 1;
  const others =
    more === 0 ? "" : ` So ${more === 1 ? "is one more statement" : `are ${more} more statements`}.`;
  return [`Line ${first.statement.line} is judged by the catalogue, ${first.notRehearsed}.${others}`];
}
