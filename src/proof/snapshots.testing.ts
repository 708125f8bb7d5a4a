/** Snapshots of many kinds on the same tables: what production may say of them. */
import type { Snapshot } from "../production/snapshot.ts";
import type { TableStats } from "../production/table-stats.ts";

export interface Kind {
  readonly name: string;
  /** Every table is small: what blocks it is over soon. */
  readonly isSmall: boolean;
  /** Migrations run under a lock_timeout. */
  readonly hasTimeout: boolean;
  readonly bypassesRowSecurity: boolean;
  snapshot(relations: readonly string[]): Snapshot;
}

type Size = Omit<TableStats, "relation">;

const SIZES = {
  empty: { rows: 0, bytes: 0, writesPerSecond: 0, readsPerSecond: 0 },
  "of unknown traffic": { rows: 10, bytes: 8192, writesPerSecond: null, readsPerSecond: null },
  "without counted rows": { rows: 0, bytes: 5e9, writesPerSecond: null, readsPerSecond: null },
  middling: { rows: 200_000, bytes: 1e8, writesPerSecond: 1, readsPerSecond: 2 },
  big: { rows: 5e7, bytes: 2e10, writesPerSecond: 0, readsPerSecond: 0 },
  hot: { rows: 10, bytes: 8192, writesPerSecond: 400, readsPerSecond: 9_000 },
  "big and hot": { rows: 5e7, bytes: 2e10, writesPerSecond: 400, readsPerSecond: 9_000 },
} satisfies Record<string, Size>;

const SMALL: ReadonlySet<string> = new Set(["empty", "of unknown traffic"]);

function kind(name: string, size: Size | null, lockTimeout: number, more: Partial<Snapshot> = {}): Kind {
  return {
    name,
    isSmall: size !== null && Object.entries(SIZES).some(([key, one]) => one === size && SMALL.has(key)),
    hasTimeout: lockTimeout > 0,
    bypassesRowSecurity: more.role?.bypassesRowSecurity ?? false,
    snapshot: (relations) => ({
      schema: "lockgate/stats@2",
      postgres: 18,
      settings: { lockTimeout },
      tables: size === null ? [] : relations.map((relation) => ({ relation, ...size })),
      ...more,
    }),
  };
}

/** All that a snapshot may hold, of a server on which nothing happens. */
const QUIET: Partial<Snapshot> = {
  date: "2026-11-01",
  role: { name: "owner", superuser: true, bypassesRowSecurity: true, memberOf: [] },
  sessions: { connections: 100, longestTransactionSeconds: 0 },
  speed: { cpu: 1, readMBs: 5_000, walMBs: 2_000, from: "probe" },
  publications: [],
  objects: [],
  queries: { windowSeconds: 86_400, left: 0, hidden: 0, list: [] },
};

/** With lock_timeout = 0, which is none, unless they say otherwise. */
export const KINDS: readonly Kind[] = [
  kind("no tables", null, 0),
  ...Object.entries(SIZES).map(([name, size]) => kind(name, size, 0)),
  kind("middling, all else known and quiet", SIZES.middling, 0, QUIET),
  kind("hot, with a lock_timeout", SIZES.hot, 5_000),
  kind("no tables, with a lock_timeout", null, 5_000, QUIET),
];
