import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { failed, notApplicable, type Outcome } from "../outcome.ts";
import type { DatabaseState } from "../seen-databases.ts";

/** Outcomes of the states of databases, by {@link statesOf}. */
export type StateOutcomes<Item> = ReadonlyMap<DatabaseState, Outcome<Item>>;

/**
 * Outcomes by the name of the database, in the order of the databases.
 *
 * @param compared of every state that is the target's.
 */
export function eachDatabase<Item>(
  { databases }: DriftRun,
  { states: own }: DriftTarget,
  compared: StateOutcomes<Item>,
): Map<string, Outcome<Item>> {
  const foreign = notApplicable("the database holds no history of this target");
  return new Map(
    databases.flatMap((database) => {
      if (database.reason !== null) return [[database.name, failed<Item>(database.reason)] as const];
      const outcome = own.has(database.state) ? compared.get(database.state) : foreign;
      return outcome === undefined ? [] : [[database.name, outcome] as const];
    }),
  );
}
