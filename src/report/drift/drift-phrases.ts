import type { DriftReport, DriftState } from "../../drift/drift-report.ts";
import { MODELS } from "../../drift/schema/schema-check.ts";
import { counted } from "../phrases.ts";
import { type PartEntries, partsOf } from "./drift-entries.ts";

export const STATE_WORDS: Readonly<Record<DriftState, string>> = {
  clean: "clean",
  drifted: "drifted",
  error: "error",
  "not-checked": "not checked",
};

export const PRISMA_STATUS_PASSES =
  "`prisma migrate status` passes all of this: it compares neither checksums nor catalogs.";

/** Where the parts of a check look, and a schema check in the place of a schema file. */
const PLACES: Readonly<Record<PartEntries["name"] | "models", string>> = {
  history: "the history",
  catalog: "the catalog",
  schema: "the schema file",
  models: "the models",
};

/** "drifted: 1 in the history, 2 in the catalog", "clean", "not checked". */
export function driftWords(report: DriftReport): string {
  const counts = new Map<string, number>();
  for (const target of report.targets) {
    for (const { name, entries } of partsOf(target)) {
      const isOfModels =
        name === "schema" && target.schema.differences.every(({ object }) => object === MODELS);
      const place = PLACES[isOfModels ? "models" : name];
      counts.set(place, (counts.get(place) ?? 0) + entries.length);
    }
  }
  const where = [...counts].flatMap(([place, count]) => (count === 0 ? [] : [`${count} in ${place}`]));
  const verdict = STATE_WORDS[report.verdict];
  return where.length === 0 ? verdict : `${verdict}: ${where.join(", ")}`;
}

/** "3 databases: 1 clean, 2 drifted", "share 2/8: 3 databases: ..."; one that could be asked needs no word. */
export function databaseWords({ databases, shard }: DriftReport): string | null {
  if (shard === undefined) return databases.length === 1 ? null : countedStates(databases);
  return `share ${shard.index}/${shard.of}: ${databases.length === 0 ? "no database" : countedStates(databases)}`;
}

function countedStates(databases: DriftReport["databases"]): string {
  if (databases.length === 0) return "no database given";
  const states = (["error", "drifted", "not-checked", "clean"] as const).flatMap((state) => {
    const count = databases.filter((database) => database.state === state).length;
    return count === 0 ? [] : [`${count} ${STATE_WORDS[state]}`];
  });
  return `${counted(databases.length, "database")}: ${states.join(", ")}`;
}

/** Where something was found, of several databases: "in all 3 databases", "in a, b and 2 more"; null where it goes without saying. */
export function inDatabases(own: readonly string[], { databases, shard }: DriftReport): string | null {
  if (databases.length < 2) return null;
  if (own.length === 0) return "in the repository";
  if (own.length === databases.length)
    return `in all ${databases.length} databases${shard ? " of this share" : ""}`;
  const shown = own.slice(0, MOST_NAMES);
  const more = own.length - shown.length;
  if (more > 0) return `in ${shown.join(", ")} and ${more} more`;
  const last = shown.pop();
  return `in ${shown.length === 0 ? `${last} only` : `${shown.join(", ")} and ${last}`}`;
}

const MOST_NAMES = 5;
