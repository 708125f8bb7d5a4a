/** What production knows of a table, laid on the tables of a shadow: sizes of files, and statistics without values of rows. */
import type { Snapshot } from "../production/snapshot.ts";
import type { ColumnStats, TableStats } from "../production/table-stats.ts";
import type { FileSize } from "../shadow/engines/pglite-sizes.ts";
import { indexPages } from "./index-pages.ts";
import type { PlannedIndex, PlannedTable } from "./plan-catalog.ts";

/** What is known of a table in production, one on the shadow by its OID. */
export interface Known {
  readonly rows: number;
  readonly pages: number;
  /** Sizes alone say little of how many rows a condition finds. */
  readonly hasColumns: boolean;
}

export interface Sizes {
  readonly files: readonly FileSize[];
  /** Of tables and indexes. */
  readonly relations: readonly { readonly oid: string; readonly pages: number; readonly rows: number }[];
  readonly columns: readonly { readonly oid: string; readonly number: number; readonly stats: ColumnStats }[];
  /** OIDs of indexes that production does not have. */
  readonly hidden: readonly string[];
  readonly known: ReadonlyMap<string, Known>;
}

/** A part of a table's bytes that is no index and no TOAST, where only their sum is known. */
const HEAP_SHARE = 0.6;
const BLOCK = 8192;
/** What fits into pg_class.relpages, 16 TB, and rows that nobody has. */
const MOST_PAGES = 2 ** 31 - 1;
const MOST_ROWS = 1e15;

/** `was`: the tables by OID as the base had them, since production knows them by those names. */
export function sizesOf(
  tables: readonly PlannedTable[],
  was: ReadonlyMap<string, PlannedTable>,
  snapshot: Snapshot,
): Sizes {
  const byName = new Map(snapshot.tables.map((table) => [table.relation, table]));
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const own = ({ oid, relation }: PlannedTable): TableStats | undefined =>
    byName.get((was.get(oid) ?? { relation }).relation);
  const shares = new Map<string, number>();
  /** The nearest parent that production knows: its rows are spread over the partitions that it does not know. */
  const parentOf = (table: PlannedTable): PlannedTable | undefined => {
    const parent = table.isPartition && table.parent !== null ? byOid.get(table.parent) : undefined;
    return parent && (own(parent) === undefined ? parentOf(parent) : parent);
  };
  for (const table of tables) {
    const parent = table.path !== null && own(table) === undefined ? parentOf(table) : undefined;
    if (parent) shares.set(parent.oid, (shares.get(parent.oid) ?? 0) + 1);
  }
  const files: FileSize[] = [];
  const relations: Sizes["relations"][number][] = [];
  const columns: Sizes["columns"][number][] = [];
  const hidden: string[] = [];
  const known = new Map<string, Known>();
  for (const table of tables) {
    const parent = own(table) === undefined ? parentOf(table) : undefined;
    const stats = own(table) ?? (parent && own(parent));
    if (stats === undefined) continue;
    const share = parent === undefined ? 1 : (shares.get(parent.oid) ?? 1);
    const rows = Math.min(stats.rows / share, MOST_ROWS);
    const pages = Math.min(MOST_PAGES, (stats.pages ?? (stats.bytes * HEAP_SHARE) / BLOCK) / share);
    known.set(table.oid, { rows, pages, hasColumns: (stats.columns?.length ?? 0) > 0 });
    const base = was.get(table.oid) ?? table;
    for (const { number, name } of table.columns) {
      const named = base.columns.find((column) => column.number === number)?.name ?? name;
      const of = stats.columns?.find((column) => column.name === named);
      if (of) columns.push({ oid: table.oid, number, stats: of });
    }
    if (table.path === null) continue;
    files.push({ path: table.path, pages: Math.ceil(pages) });
    relations.push({ oid: table.oid, pages: Math.ceil(pages), rows });
    const lives = parent === undefined ? indexesIn(stats, base) : null;
    for (const index of table.indexes) {
      if (lives?.missing.has(index.oid)) hidden.push(index.oid);
      if (index.path === null) continue;
      const live = lives?.stats.get(index.oid);
      const estimated = live?.pages ?? indexPages(index, { rows, pages, stats });
      const size = Math.min(MOST_PAGES, Math.max(1, Math.ceil(estimated)));
      files.push({ path: index.path, pages: size });
      relations.push({ oid: index.oid, pages: size, rows: Math.min(live?.rows ?? rows, MOST_ROWS) });
    }
  }
  return { files, relations, columns, hidden, known };
}

/** Production's indexes by the OID that they have on the shadow, and those that it does not have. */
function indexesIn({ indexes }: TableStats, base: PlannedTable) {
  const named = new Map(base.indexes.map((index) => [index.name, index]));
  const stats = new Map(
    indexes?.flatMap((one) => {
      const index = named.get(one.name);
      return index ? [[index.oid, one] as const] : [];
    }),
  );
  // An index that goes by another name there may be any of these.
  const isCertain = indexes !== undefined && stats.size === indexes.length;
  const lacks = ({ oid }: PlannedIndex): boolean => isCertain && !stats.has(oid);
  return { stats, missing: new Set(base.indexes.filter(lacks).map(({ oid }) => oid)) };
}
