import type { Target } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Witness } from "../shadow/rehearse/rehearsal.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { handRun } from "./hand-run.ts";
import type { RowsOptions, RowsResult } from "./rows-run.ts";

/** Migrations that nobody has written yet, and what is looked at when they run. */
export interface Trial {
  /** The text of files by path, relative to the root: in place of those that are there, or new ones. */
  readonly draft: ReadonlyMap<string, string>;
  /** The paths of the migrations that are judged; those before them are their base. Null: as without a trial. */
  readonly judged: ReadonlySet<string> | null;
  /** By the target's folder: SQL that is run on the database by hand, before the change. */
  readonly ahead: ReadonlyMap<string, string>;
  /** How the change is also run on tables with rows; null: it is not. */
  rows(target: Target): RowsOptions | null;
  /** Null: nobody looks at this target. */
  witness(target: Target): Witness | null;
  /** Is given what comes of the run on rows; null: there is no shadow. */
  onRows(target: Target, result: RowsResult | null): void;
}

/** What is judged of a selection in a trial. */
export function narrowed(selections: readonly Selection[], trial: Trial | null): readonly Selection[] {
  const only = trial?.judged ?? null;
  if (only === null) return selections;
  return selections.flatMap((selection) => {
    const judged = selection.migrations.filter(({ path }) => only.has(path));
    const last = judged.at(-1);
    if (last === undefined) return [];
    const migrations = selection.migrations.slice(0, selection.migrations.indexOf(last) + 1);
    return [{ ...selection, migrations, judged: new Set(judged.map(({ id }) => id)) }];
  });
}

/** The scheduled migrations, with what is run ahead of the change. */
export function withAhead(
  scheduled: readonly ScheduledMigration[],
  { target }: Selection,
  trial: Trial | null,
): readonly ScheduledMigration[] {
  const sql = trial?.ahead.get(target.dir);
  if (sql === undefined) return scheduled;
  const first = scheduled.findIndex(({ judged, migration: { path } }) => judged || trial?.draft.has(path));
  if (first < 0) return scheduled;
  return [...scheduled.slice(0, first), handRun(sql, target.dir), ...scheduled.slice(first)];
}
