import type { Migration } from "../migrations/migration.ts";
import { wrappingOf } from "../migrations/runner.ts";
import type { Selection } from "../migrations/selection.ts";
import { parseScript } from "../sql/parse.ts";
import type { Script } from "../sql/statement.ts";
import { transactionsOf } from "../sql/transaction.ts";

/** A migration with its statements, in its place in the order in which production runs it. */
export interface Step {
  readonly migration: Migration;
  readonly script: Script;
  /** For each statement the transaction that it runs in: an ordinal in this migration, or null. */
  readonly transactions: readonly (number | null)[];
  /** Judged, or only the base of what is judged. */
  readonly judged: boolean;
}

/** Parses every migration of a selection. The parser must be loaded. */
export function readSteps({ migrations, judged }: Selection): Step[] {
  return migrations.map((migration) => stepOf(migration, judged.has(migration.id)));
}

/** What the config says that the database has before the first migration, as a script of psql at `path`. */
export function preludeStep(path: string, sql: string): Step {
  const migration: Migration = {
    id: `prelude ${path}`,
    tool: "sql",
    path,
    sql,
    transaction: "statement",
    atomicity: "statement",
    note: null,
  };
  return stepOf(migration, false);
}

function stepOf(migration: Migration, judged: boolean): Step {
  const script = parseScript(migration.sql);
  return {
    migration,
    script,
    transactions: transactionsOf(script.statements, wrappingOf(migration)),
    judged,
  };
}
