import type { Snapshot } from "../production/snapshot.ts";
import type { ColumnStats, TableStats } from "../production/table-stats.ts";
import { pgliteShadow } from "../shadow/engines/pglite-shadow.ts";
import { LIMITS, type Shadow } from "../shadow/engines/shadow.ts";
import { type LostIndex, lostIndexes } from "./lost-indexes.ts";
import { type Plannable, plannableOf, planQueries } from "./plan.ts";
import { readQuery } from "./read-query.ts";

export function startShadow(): Promise<Shadow> {
  return pgliteShadow({ extensions: [], snapshot: null, limits: LIMITS });
}

/** A column of a big table with so many different values, negative as in pg_stats: a share of the rows. */
export function column(name: string, nDistinct: number, avgWidth = 8): ColumnStats {
  return { name, nullFrac: 0, avgWidth, nDistinct, correlation: 0.1 };
}

/** A table of rows of 340 bytes. */
export function table(relation: string, rows: number, more: Partial<TableStats> = {}): TableStats {
  const pages = Math.ceil(rows / 24);
  const bytes = pages * 8192;
  return { relation, rows, bytes, pages, writesPerSecond: null, readsPerSecond: null, ...more };
}

export function snapshot(...tables: readonly TableStats[]): Snapshot {
  return { schema: "lockgate/stats@2", postgres: 18, settings: { lockTimeout: 0 }, tables };
}

export function plannable(sql: string): Plannable {
  const read = readQuery({ id: sql, sql, callsPerSecond: 1, from: "list" });
  if (typeof read === "string") throw new Error(`${read}: ${sql}`);
  return plannableOf(read, { sql, types: [], searchPath: null, planned: null });
}

/** Runs SQL that must not fail. */
export async function run(shadow: Shadow, sql: string): Promise<void> {
  const { error } = await shadow.session.exec(sql);
  if (error) throw new Error(`${error.message}: ${sql}`);
}

/** The indexes that queries lose through a change of a schema; the shadow is left with it. */
export async function lostThrough(
  shadow: Shadow,
  {
    given,
    change,
    stats,
    queries,
  }: {
    readonly given: string;
    readonly change: string;
    readonly stats: Snapshot;
    readonly queries: readonly string[];
  },
): Promise<LostIndex[]> {
  await run(shadow, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;");
  await run(shadow, given);
  const asked = queries.map((sql) => plannable(sql));
  const before = await planQueries(shadow, asked, stats, null);
  await run(shadow, change);
  return lostIndexes(before, await planQueries(shadow, asked, stats, before));
}
