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
  return migrations.map((migration) => {
    const script = parseScript(migration.sql);
    return {
      migration,
      script,
      transactions: transactionsOf(script.statements, wrappingOf(migration)),
      judged: judged.has(migration.id),
    };
  });
}
