/** A snapshot is committed and served: it holds what matters most, and says how much it leaves out. */
import type { LiveQuery, Snapshot } from "./snapshot.ts";
import type { TableStats } from "./table-stats.ts";

/** In characters of JSON. With them a thousand queries and five hundred tables are below 1 MB. */
const QUERIES = 550_000;
const COLUMNS = 150_000;
const COLUMNS_OF_A_TABLE = 300;

export interface FittedSnapshot {
  readonly snapshot: Snapshot;
  /** What is left out, in whole sentences. */
  readonly said: readonly string[];
}

/** Without the columns of the smallest tables and the queries that matter least, where there are too many. */
export function fitSnapshot(snapshot: Snapshot): FittedSnapshot {
  const { tables, queries } = snapshot;
  const bare = withoutColumns(tables);
  const ranked = ranks(queries?.list ?? []);
  const kept = new Set(upTo(ranked, QUERIES, sizeOf));
  const dropped = ranked.length - kept.size;
  return {
    snapshot: {
      ...snapshot,
      tables: tables.map((table) => {
        if (!bare.has(table)) return table;
        const { columns: _, ...rest } = table;
        return rest;
      }),
      ...(queries !== undefined && {
        queries: { ...queries, list: queries.list.filter((one) => kept.has(one)) },
      }),
    },
    said: [
      ...(bare.size > 0 ? [`Columns of the ${bare.size} smallest tables are left out, for size.`] : []),
      ...(dropped > 0
        ? [`${dropped} queries that are called least and take least time are left out, for size.`]
        : []),
    ],
  };
}

function withoutColumns(tables: readonly TableStats[]): Set<TableStats> {
  const budget = Math.max(COLUMNS, tables.length * COLUMNS_OF_A_TABLE);
  const largest = [...tables].sort((a, b) => b.bytes - a.bytes || (a.relation < b.relation ? -1 : 1));
  const kept = new Set(upTo(largest, budget, ({ columns }) => (columns === undefined ? 0 : sizeOf(columns))));
  return new Set(tables.filter((table) => table.columns !== undefined && !kept.has(table)));
}

/** By the better of two places: among the most called, and among those that take most time. */
function ranks(list: readonly LiveQuery[]): LiveQuery[] {
  const place = (weight: (query: LiveQuery) => number): Map<LiveQuery, number> =>
    new Map([...list].sort((a, b) => weight(b) - weight(a)).map((query, index) => [query, index]));
  const byCalls = place(({ callsPerSecond }) => callsPerSecond ?? 0);
  const byTime = place(({ callsPerSecond, meanMs = 0 }) => (callsPerSecond ?? 0) * meanMs);
  const best = (query: LiveQuery): number => Math.min(byCalls.get(query) ?? 0, byTime.get(query) ?? 0);
  return [...list].sort((a, b) => best(a) - best(b) || (a.id < b.id ? -1 : 1));
}

/** The first that are together no larger. */
function upTo<T>(list: readonly T[], budget: number, size: (one: T) => number): T[] {
  let total = 0;
  return list.filter((one) => {
    total += size(one);
    return total <= budget;
  });
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}
