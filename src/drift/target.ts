import type { Survey, Surveyed } from "../migrations/survey.ts";
import { targetsOf } from "./belonging.ts";
import type { Facts } from "./catalog/fact.ts";
import { type CatalogQuestion, catalogsOf, factsMadeBy } from "./catalog-part.ts";
import type { DriftOptions } from "./drift.ts";
import type { DriftedTarget, FoundDifference, FoundItem } from "./drift-report.ts";
import { type Checkout, readHistory } from "./history/part.ts";
import type { AppliedMigration } from "./history/reader.ts";
import { READERS } from "./history/readers.ts";
import type { HistoryTable } from "./history/table.ts";
import { checked, doesNotApply, failed, NO_DATABASE, notChecked, type Outcome, share } from "./outcome.ts";
import type { LiveDatabase, UnreadDatabase } from "./read-database.ts";
import { appliedChain } from "./replay.ts";
import { schemaOf } from "./schema.ts";

/** What the parts say of one target, by the name of the database. */
export interface TargetOutcome {
  readonly surveyed: Surveyed;
  readonly history: ReadonlyMap<string, Outcome<FoundItem>>;
  readonly catalog: ReadonlyMap<string, Outcome<FoundDifference>>;
  readonly schema: Outcome<FoundDifference>;
}

export function reported({ surveyed, history, catalog, schema }: TargetOutcome): DriftedTarget {
  const { target, entries } = surveyed;
  const paths = new Map(entries.map(({ id, path }) => [id, path]));
  const { items, ...histories } = share(history);
  const { items: differences, ...catalogs } = share(catalog);
  const { items: schemas, ...file } = share(new Map([[NO_DATABASE, schema]]));
  return {
    name: target.name,
    tool: target.tool,
    dir: target.dir,
    history: {
      ...histories,
      items: items.map((item) => ({ ...item, path: paths.get(item.migration) ?? null })),
    },
    catalog: { ...catalogs, differences },
    schema: { ...file, differences: schemas },
  };
}

const NOT_ITS_OWN = "the database holds no history of this target";

/** All parts of one target. */
export async function outcomeOf(
  surveyed: Surveyed,
  found: Survey,
  databases: readonly (LiveDatabase | UnreadDatabase)[],
  options: DriftOptions,
): Promise<TargetOutcome> {
  const { repository, base } = found;
  const checkout: Checkout = { surveyed, repository, base, tellsGit: options.git ?? true };
  const history = new Map<string, Outcome<FoundItem>>();
  const catalog = new Map<string, Outcome<FoundDifference>>();
  const questions: CatalogQuestion[] = [];
  if (databases.every(({ reason }) => reason !== null)) {
    history.set(NO_DATABASE, await withoutDatabase(checkout));
    catalog.set(NO_DATABASE, { ...notChecked(NO_DATABASE_ASKED), applies: surveyed.folder.notRead === null });
  }
  for (const database of databases) {
    const { name, reason } = database;
    if (reason !== null) {
      history.set(name, failed(reason));
      catalog.set(name, failed(reason));
    } else if (!targetsOf(database, found.targets).has(surveyed)) {
      history.set(name, doesNotApply(NOT_ITS_OWN));
      catalog.set(name, doesNotApply(NOT_ITS_OWN));
    } else {
      const table = database.histories.get(surveyed) ?? null;
      const { outcome, applied } = await historyIn(checkout, table);
      history.set(name, outcome);
      const why = whyNoCatalog(surveyed, table);
      if (why !== null) catalog.set(name, why);
      else questions.push(await questionAbout(database, table, applied, checkout, found, options));
    }
  }
  const compared = await catalogsOf(checkout, questions, {
    ...options,
    root: found.root,
    live: liveOf(options),
  });
  for (const [name, outcome] of compared) catalog.set(name, outcome);
  return { surveyed, history, catalog, schema: await schemaOf(checkout, found, options) };
}

const NO_DATABASE_ASKED = "no database was asked (--database-url)";

async function withoutDatabase(checkout: Checkout): Promise<Outcome<FoundItem>> {
  const { items } = await readHistory(checkout, null, null);
  return items.length > 0 ? checked(items, NO_DATABASE_ASKED) : notChecked(NO_DATABASE_ASKED);
}

interface HistoryIn {
  readonly outcome: Outcome<FoundItem>;
  readonly applied: readonly AppliedMigration[];
}

async function historyIn(checkout: Checkout, table: HistoryTable | null): Promise<HistoryIn> {
  const { target } = checkout.surveyed;
  const reader = READERS[target.tool];
  const rows = table?.kind === "found" ? table.rows : table?.kind === "absent" ? [] : null;
  const { items, applied } = await readHistory(checkout, reader, rows);
  if (rows !== null) return { outcome: checked(items, whyEmpty(table, reader?.tables[0])), applied };
  const why = table?.kind === "unreadable" ? table.reason : `the history of ${target.tool} is not read`;
  const outcome: Outcome<FoundItem> =
    table?.kind === "unreadable" && table.denied
      ? failed(why)
      : target.tool === "sql"
        ? doesNotApply("plain SQL keeps no history")
        : notChecked(why);
  return { outcome: items.length > 0 ? checked(items, outcome.reason) : outcome, applied: [] };
}

function whyEmpty(table: HistoryTable | null, name = "history table"): string | null {
  return table?.kind === "absent"
    ? `the database has no ${name}: nothing was deployed to it, or it is another database`
    : null;
}

/** Why there is nothing to compare the catalog with, or null. */
function whyNoCatalog(
  { folder, target }: Surveyed,
  table: HistoryTable | null,
): Outcome<FoundDifference> | null {
  if (folder.notRead !== null) return doesNotApply(`${folder.notRead}, so that they cannot be replayed`);
  if (target.tool === "sql") return null;
  if (table?.kind === "unreadable") return notChecked(table.reason);
  if (table?.kind === "found") return null;
  return notChecked(`${whyEmpty({ kind: "absent" }, READERS[target.tool]?.tables[0])}`);
}

async function questionAbout(
  database: LiveDatabase,
  table: HistoryTable | null,
  applied: readonly AppliedMigration[],
  checkout: Checkout,
  found: Survey,
  options: DriftOptions,
): Promise<CatalogQuestion> {
  const { surveyed } = checkout;
  return {
    name: database.name,
    facts: database.facts,
    chain: await appliedChain(table === null ? allOf(surveyed) : applied, checkout),
    history: table?.kind === "found" ? table : null,
    others: await factsOfOthers(database, surveyed, found, options),
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
): Promise<Facts> {
  const all = new Map();
  for (const other of targetsOf(database, found.targets)) {
    const table = database.histories.get(other);
    if (other === surveyed || other.folder.notRead !== null || table?.kind !== "found") continue;
    const { repository, base } = found;
    const checkout: Checkout = { surveyed: other, repository, base, tellsGit: false };
    const { applied } = await historyIn(checkout, table);
    const chain = await appliedChain(applied, checkout);
    const facts = await factsMadeBy(checkout, chain, { ...options, root: found.root, live: liveOf(options) });
    for (const [key, fact] of facts) all.set(key, fact);
  }
  return all;
}

function liveOf({ databases }: DriftOptions): string | null {
  return databases[0]?.url ?? null;
}
