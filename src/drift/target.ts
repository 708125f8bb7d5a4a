import type { Survey, Surveyed } from "../migrations/survey.ts";
import type { FoundItem } from "../migrations/tools/history.ts";
import { liveOf, questionAbout } from "./catalog-question.ts";
import { targetsOf } from "./database-targets.ts";
import type { DriftOptions } from "./drift.ts";
import type { DriftedTarget, FoundDifference } from "./drift-report.ts";
import { type Checkout, readHistory } from "./history/part.ts";
import type { HistoryTable } from "./history/table.ts";
import type { LiveDatabase, UnreadDatabase } from "./live-database.ts";
import { checked, doesNotApply, failed, NO_DATABASE, notChecked, type Outcome, share } from "./outcome.ts";
import { type CatalogQuestion, catalogsOf } from "./parts/catalog.ts";
import { historyIn, whyEmpty } from "./parts/history.ts";
import { schemaOf } from "./parts/schema.ts";

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
  const live = liveOf(databases);
  if (databases.length === 0) {
    history.set(NO_DATABASE, await withoutDatabase(checkout));
    catalog.set(NO_DATABASE, { ...notChecked(NO_DATABASE_ASKED), applies: surveyed.folder.notRead === null });
  } else if (databases.every(({ reason }) => reason !== null)) {
    const { items } = await readHistory(checkout, null);
    if (items.length > 0) history.set(NO_DATABASE, checked(items));
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
      else questions.push(await questionAbout(database, table, applied, checkout, found, options, live));
    }
  }
  const compared = await catalogsOf(checkout, questions, {
    ...options,
    root: found.root,
    live,
  });
  for (const [name, outcome] of compared) catalog.set(name, outcome);
  return { surveyed, history, catalog, schema: await schemaOf(checkout, found, options, live) };
}

const NO_DATABASE_ASKED = "no database was asked (--database-url)";

async function withoutDatabase(checkout: Checkout): Promise<Outcome<FoundItem>> {
  const { items } = await readHistory(checkout, null);
  return items.length > 0 ? checked(items, NO_DATABASE_ASKED) : notChecked(NO_DATABASE_ASKED);
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
  return notChecked(`${whyEmpty({ kind: "absent" }, folder.tool.history?.tables[0])}`);
}
