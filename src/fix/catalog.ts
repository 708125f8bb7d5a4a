/** The catalog in which a change ends, as far as two ways to it are compared. */
import { readCatalog } from "../analysis/catalog-witness.ts";
import { pairFacts } from "../drift/catalog/compare-facts.ts";
import type { Facts } from "../drift/catalog/fact.ts";
import { readPair } from "../drift/catalog/fact-text.ts";
import type { OptionalFacts } from "../drift/catalog/optional-facts.ts";
import type { Scope } from "../drift/catalog/scope.ts";
import type { Session } from "../shadow/engines/session.ts";
import type { Witness } from "../shadow/rehearse/rehearsal.ts";

export interface Catalog {
  readonly facts: Facts;
  /** The columns of each table, in their order. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** Reads the catalog once all migrations of a rehearsal ran. */
export class CatalogReader implements Witness {
  /** Null: the shadow did not get that far. */
  catalog: Catalog | null = null;

  async before(): Promise<void> {}
  asksFor(): boolean {
    return false;
  }

  async after(): Promise<void> {}
  async end(session: Session): Promise<void> {
    this.catalog = await readWhole(session);
  }
}

const EVERYTHING: readonly OptionalFacts[] = ["comments", "grants", "owners", "storage"];

async function readWhole(session: Session): Promise<Catalog | null> {
  const facts = await readCatalog(session, EVERYTHING);
  if (facts === null) return null;
  const rows = await session.query<{ table: string; columns: string[] }>(COLUMN_ORDER);
  return { facts, columns: new Map(rows.map(({ table, columns }) => [table, columns])) };
}

const COLUMN_ORDER = `
SELECT c.relnamespace::regnamespace || '.' || quote_ident(c.relname) AS table, json_agg(a.attname ORDER BY a.attnum) AS columns
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND c.oid >= 16384
GROUP BY c.oid`;

const WHOLE: Scope = { schemas: null, ignore: [], platform: [], unavailable: [], history: null };

/**
 * How the second catalog differs from the first, a line for each; none: they are equal.
 *
 * @param only.anyOrder the columns of a table may stand in another order
 * @param only.onlyMore the first stands for a change that did not run to its end: the second may have more than it
 */
export function differencesOf(
  one: Catalog,
  other: Catalog,
  only: { readonly anyOrder: boolean; readonly onlyMore: boolean },
): string[] {
  const pairs = pairFacts(one.facts, other.facts, WHOLE).flatMap((pair) => {
    const { kind, object, name, expected, actual } = readPair(pair);
    if (only.onlyMore && kind !== "missing") return [];
    return [`${object} ${name}: ${expected ?? "none"} before, ${actual ?? "none"} now`];
  });
  if (only.anyOrder || only.onlyMore || pairs.length > 0) return pairs;
  return [...one.columns].flatMap(([table, columns]) => {
    const now = other.columns.get(table);
    return now === undefined || now.join() === columns.join()
      ? []
      : [`the columns of ${table} stand otherwise`];
  });
}
