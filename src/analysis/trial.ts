import type { Target } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Witness } from "../shadow/rehearse/rehearsal.ts";
import { psqlMigration, type ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { parseScript } from "../sql/parse.ts";
import { counter, schedule } from "./schedule.ts";

/** Migrations that nobody has written yet, and what is looked at when they run. */
export interface Trial {
  /** The text of files by path, relative to the root: in place of those that are there, or new ones. */
  readonly draft: ReadonlyMap<string, string>;
  /** By the target's folder: SQL that is run on the database by hand, before the change. */
  readonly ahead: ReadonlyMap<string, string>;
  /** Null: nobody looks at this target. */
  witness(target: Target): Witness | null;
}

/** The scheduled migrations, with what is run ahead of the change. */
export function withAhead(
  scheduled: readonly ScheduledMigration[],
  { target }: Selection,
  trial: Trial | null,
): readonly ScheduledMigration[] {
  const sql = trial?.ahead.get(target.dir);
  if (sql === undefined) return scheduled;
  const migration = psqlMigration("ahead of the change", target.dir, sql);
  const script = parseScript(sql, migration.reader);
  const [ahead] = schedule([{ migration, script, judged: false }], "one change", counter(-1));
  const first = scheduled.findIndex(({ judged }) => judged);
  if (ahead === undefined || first < 0) return scheduled;
  return [...scheduled.slice(0, first), ahead, ...scheduled.slice(first)];
}
