import type { Migration } from "../../migrations/migration.ts";
import { deliveryOf } from "../../migrations/runner.ts";
import { placesAlone } from "../../sql/deliver.ts";
import type { Script } from "../../sql/statement.ts";
import type { Place } from "../../sql/transaction.ts";
import type { RoleNames } from "./roles.ts";

/** What the statements of a script name that a shadow needs before it runs them. */
export interface ScriptNames {
  /** Those that they create, with those that these need; sorted. */
  readonly extensions: readonly string[];
  readonly roles: RoleNames;
}

/** A migration with its statements, in its place in the order in which the runner applies them. */
export interface ScheduledMigration {
  readonly migration: Migration;
  readonly script: Script;
  /** Where each statement stands among the transactions of the run. */
  readonly places: readonly Place[];
  /** Watched, statement by statement. The others are its base and only replayed. */
  readonly judged: boolean;
  /** What its statements name, where that is known without reading them. */
  readonly names?: ScriptNames;
}

/** A migration of the base that is alone on its connection. */
export function scheduledAlone(migration: Migration, script: Script): ScheduledMigration {
  return { migration, script, places: placesAlone(script.statements, deliveryOf(migration)), judged: false };
}

/** SQL that psql runs, which is no migration of any tool. */
export function psqlMigration(id: string, path: string, sql: string): Migration {
  return {
    id,
    tool: "sql",
    path,
    sql,
    reader: "psql",
    transaction: "statement",
    atomicity: "statement",
    note: null,
  };
}
