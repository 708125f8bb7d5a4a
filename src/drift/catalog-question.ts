import type { Survey, Surveyed } from "../migrations/survey.ts";
import type { AppliedMigration } from "../migrations/tools/history.ts";
import type { Live } from "../shadow/engines/server-identity.ts";
import type { Facts } from "./catalog/fact.ts";
import { targetsOf } from "./database-targets.ts";
import type { DriftOptions } from "./drift.ts";
import type { Checkout } from "./history/part.ts";
import type { HistoryTable } from "./history/table.ts";
import type { LiveDatabase, UnreadDatabase } from "./live-database.ts";
import { type CatalogQuestion, factsMadeBy } from "./parts/catalog.ts";
import { historyIn } from "./parts/history.ts";
import { appliedChain } from "./replay.ts";

/** What to compare a database's catalog with: what its history says that it has. */
export async function questionAbout(
  database: LiveDatabase,
  table: HistoryTable | null,
  applied: readonly AppliedMigration[],
  checkout: Checkout,
  found: Survey,
  options: DriftOptions,
  live: Live,
): Promise<CatalogQuestion> {
  const { surveyed } = checkout;
  return {
    name: database.name,
    facts: database.facts,
    localFacts: database.localFacts,
    chain: await appliedChain(
      table === null ? allOf(surveyed) : applied,
      checkout,
      schemaOfNames(database, surveyed, table),
    ),
    history: table?.kind === "found" ? table : null,
    others: await factsOfOthers(database, surveyed, found, options, live),
  };
}

/** Plain SQL keeps no history: all that is merged counts as applied. */
function allOf({ entries, added }: Surveyed): AppliedMigration[] {
  return entries
    .filter(({ id }) => !added.has(id))
    .map((entry) => ({
      id: entry.id,
      local: { ...entry, repeatable: false },
      edited: false,
      matches: null,
      sql: null,
    }));
}

/** What other targets make in the same database: no surprise there. */
async function factsOfOthers(
  database: LiveDatabase,
  surveyed: Surveyed,
  found: Survey,
  options: DriftOptions,
  live: Live,
): Promise<Facts> {
  const all = new Map();
  for (const other of targetsOf(database, found.targets)) {
    const table = database.histories.get(other);
    if (other === surveyed || other.folder.notRead !== null || table?.kind !== "found") continue;
    const { repository, base } = found;
    const checkout: Checkout = { surveyed: other, repository, base, tellsGit: false };
    const { applied } = await historyIn(checkout, table);
    const chain = await appliedChain(applied, checkout, schemaOfNames(database, other, table));
    const facts = await factsMadeBy(checkout, chain, { ...options, root: found.root, live });
    for (const [key, fact] of facts) all.set(key, fact);
  }
  return all;
}

/** One that could not be read is asked once more by its URL: nobody knows which it is. */
export function liveOf(databases: readonly (LiveDatabase | UnreadDatabase)[]): Live {
  return databases.map((database) => (database.reason === null ? database.identity : database.url));
}

/** Where the tool finds names without schema, or null for public. */
function schemaOfNames(
  database: LiveDatabase,
  { folder }: Surveyed,
  table: HistoryTable | null,
): string | null {
  const schema =
    folder.tool.history?.isInOwnSchema && table?.kind === "found" ? table.schema : database.schema;
  return schema === "public" ? null : schema;
}
