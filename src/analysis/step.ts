import type { Migration } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import { parseScript } from "../sql/parse.ts";
import type { Script } from "../sql/statement.ts";
import type { Place } from "../sql/transaction.ts";
import { schedule } from "./schedule.ts";

/** A migration with its statements, in its place in the order in which production runs it. */
export interface Step {
  readonly migration: Migration;
  readonly script: Script;
  /** The transaction of each statement. */
  readonly places: readonly Place[];
  /** Judged, or only the base of what is judged. */
  readonly judged: boolean;
}

/** What the config says that the database has before the first migration, as a script of psql at `path`. */
export interface Prelude {
  readonly path: string;
  readonly sql: string;
}

/**
 * Parses every migration of a selection, behind what the config has run before, and schedules their statements: see
 * `schedule` for `next`. The parser must be loaded.
 */
export function readSteps(
  { migrations, judged, grouping }: Selection,
  { prelude = null, next }: { readonly prelude?: Prelude | null; readonly next?: () => number } = {},
): Step[] {
  const all = [...(prelude === null ? [] : [migrationOf(prelude)]), ...migrations];
  const read = all.map((migration) => {
    return {
      migration,
      script: parseScript(migration.sql, migration.reader),
      judged: judged.has(migration.id),
    };
  });
  const places = schedule(read, grouping, next);
  return read.map((step, at) => ({ ...step, places: places[at] ?? [] }));
}

function migrationOf({ path, sql }: Prelude): Migration {
  return {
    id: `prelude ${path}`,
    tool: "sql",
    path,
    sql,
    reader: "psql",
    transaction: "statement",
    atomicity: "statement",
    note: null,
  };
}
