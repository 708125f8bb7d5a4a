import type { DriftRun, DriftTarget } from "../drift-run.ts";
import type { LiveDatabase } from "../live-database.ts";
import { failed, notApplicable, type Outcome } from "../outcome.ts";

/**
 * Outcomes by the name of the database, in the order of the databases. `compare` makes that of a database which was read
 * and is the target's; where it gives null, the database is left out.
 */
export async function eachDatabase<Item>(
  { databases }: DriftRun,
  { databases: own }: DriftTarget,
  compare: (database: LiveDatabase) => Promise<Outcome<Item> | null>,
): Promise<Map<string, Outcome<Item>>> {
  const outcomes = new Map<string, Outcome<Item>>();
  for (const database of databases) {
    const outcome =
      database.reason !== null
        ? failed<Item>(database.reason)
        : own.has(database)
          ? await compare(database)
          : notApplicable("the database holds no history of this target");
    if (outcome !== null) outcomes.set(database.name, outcome);
  }
  return outcomes;
}
