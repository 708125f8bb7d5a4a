import type { Live } from "./live.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TableStats } from "./table-stats.ts";

/**
 * Tables and materialized views with their sizes and counters, from catalogs and statistics alone. A table that is
 * locked against everything right now is estimated by its pages: asking for its size would wait for the lock.
 * reltuples is -1 before the first VACUUM or ANALYZE; a partitioned table has no rows of its own.
 */
const TABLES = `
SELECT n.nspname || '.' || c.relname AS relation,
       c.oid::text AS oid,
       i.inhparent::text AS parent,
       c.relkind = 'p' AS partitioned,
       (CASE WHEN c.relkind = 'p' THEN 0
             WHEN c.reltuples < 0 THEN coalesce(s.n_live_tup, 0)
             ELSE c.reltuples END)::float8 AS rows,
       (CASE WHEN c.relkind = 'p' THEN 0
             WHEN EXISTS (SELECT FROM pg_catalog.pg_locks l
                          WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock' AND l.granted)
             THEN c.relpages::bigint * current_setting('block_size')::bigint
             ELSE coalesce(pg_catalog.pg_total_relation_size(c.oid), 0) END)::float8 AS bytes,
       coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0)::float8 AS writes,
       coalesce(s.seq_scan + coalesce(s.idx_scan, 0), 0)::float8 AS reads
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1`;

/**
 * reset_val is what a session starts with: the server's, the database's, the role's and the URL's settings. From 15 on a
 * database whose counters were never reset has no date for it; those of the whole server began no later than its own.
 */
const SESSION = `
SELECT (SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'lock_timeout')::float8 AS "lockTimeout",
       extract(epoch FROM now() - coalesce(
         (SELECT stats_reset FROM pg_catalog.pg_stat_database WHERE datname = current_database()),
         least((SELECT stats_reset FROM pg_catalog.pg_stat_bgwriter),
               (SELECT stats_reset FROM pg_catalog.pg_stat_archiver))))::float8 AS seconds`;

interface Row {
  readonly relation: string;
  readonly oid: string;
  readonly parent: string | null;
  readonly partitioned: boolean;
  readonly rows: number;
  readonly bytes: number;
  readonly writes: number;
  readonly reads: number;
}

/** A rate of a shorter time says nothing. */
const LEAST_SECONDS = 60;

/**
 * Sizes and traffic of every table that the role can see. Counters are rates where the server knows since when it counts
 * and that is `leastSeconds` ago.
 */
export async function readStats(
  live: Pick<Live, "major" | "query">,
  leastSeconds = LEAST_SECONDS,
): Promise<Snapshot> {
  const [session] = await live.query<{ lockTimeout: number; seconds: number | null }>(SESSION);
  const rows = await live.query<Row>(TABLES);
  const seconds = session?.seconds ?? null;
  const rate = (count: number): number | null =>
    seconds === null || seconds < leastSeconds ? null : Math.round((count / seconds) * 100) / 100;
  const tables = rows.map((row): TableStats => {
    const parts = row.partitioned ? leavesOf(row, rows) : [row];
    const sum = (of: (part: Row) => number): number => parts.reduce((total, part) => total + of(part), 0);
    return {
      relation: row.relation,
      rows: Math.round(sum((part) => part.rows)),
      bytes: sum((part) => part.bytes),
      writesPerSecond: rate(sum((part) => part.writes)),
      readsPerSecond: rate(sum((part) => part.reads)),
    };
  });
  return {
    schema: "lockgate/stats@2",
    postgres: live.major,
    settings: { lockTimeout: session?.lockTimeout ?? 0 },
    tables,
  };
}

/** The partitions that hold rows, of all levels. */
function leavesOf(row: Row, rows: readonly Row[]): Row[] {
  return rows
    .filter(({ parent }) => parent === row.oid)
    .flatMap((child) => (child.partitioned ? leavesOf(child, rows) : [child]));
}
