import { readColumns } from "./columns.ts";
import { grouped } from "./grouped.ts";
import type { Live } from "./live.ts";
import { SYSTEM_SCHEMAS } from "./system-schemas.ts";
import type { IndexStats, TableStats } from "./table-stats.ts";

const BLOCK = "current_setting('block_size')::float8";

/**
 * Tables and materialized views with their counters, from catalogs and statistics alone. reltuples is -1 before the first
 * VACUUM or ANALYZE; a partitioned table has no rows of its own.
 */
const TABLES = `
SELECT n.nspname || '.' || c.relname AS relation,
       c.oid::text AS oid,
       i.inhparent::text AS parent,
       c.relkind = 'p' AS partitioned,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE WHEN NOT c.relrowsecurity THEN 'off' WHEN c.relforcerowsecurity THEN 'forced' ELSE 'enabled' END AS "rowSecurity",
       CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN 'index' ELSE 'default' END AS "replicaIdentity",
       (CASE WHEN c.relkind = 'p' THEN 0
             WHEN c.reltuples < 0 THEN pg_catalog.pg_stat_get_live_tuples(c.oid)
             ELSE c.reltuples END)::float8 AS rows,
       (pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid)
        + pg_catalog.pg_stat_get_tuples_deleted(c.oid))::float8 AS writes,
       (pg_catalog.pg_stat_get_numscans(c.oid) + coalesce(x.scans, 0))::float8 AS reads
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN (SELECT indrelid, sum(pg_catalog.pg_stat_get_numscans(indexrelid)) AS scans
           FROM pg_catalog.pg_index GROUP BY indrelid) x ON x.indrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT ${SYSTEM_SCHEMAS}
ORDER BY 1`;

/**
 * A table that is locked against everything right now is estimated by its pages: asking for its size would wait for the
 * lock. relpages is 0 before the first VACUUM or ANALYZE.
 */
const SIZES = `
SELECT c.oid::text AS oid,
       (CASE WHEN l.relation IS NOT NULL THEN c.relpages * ${BLOCK}
             ELSE coalesce(pg_catalog.pg_total_relation_size(c.oid), 0) END)::float8 AS bytes,
       (CASE WHEN c.relpages > 0 OR l.relation IS NOT NULL THEN c.relpages
             ELSE coalesce(pg_catalog.pg_relation_size(c.oid), 0) / ${BLOCK} END)::float8 AS pages,
       (CASE WHEN t.oid IS NULL THEN 0 WHEN t.relpages > 0 OR l.relation IS NOT NULL THEN t.relpages * ${BLOCK}
             ELSE coalesce(pg_catalog.pg_relation_size(t.oid), 0) END)::float8 AS "toastBytes"
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN (SELECT DISTINCT relation FROM pg_catalog.pg_locks
           WHERE mode = 'AccessExclusiveLock' AND granted) l ON l.relation = c.oid
WHERE c.oid = ANY ($1::oid[]) AND c.relkind <> 'p'`;

/** Sizes are asked of the file system: those of ten thousand tables at once may outlast the limit of a statement. */
const BATCH = 1000;

const INDEXES = `
SELECT x.indrelid::text AS table, c.oid::text AS oid, i.inhparent::text AS parent, c.relkind = 'I' AS partitioned,
       c.relname AS name, c.relpages::float8 AS pages, greatest(c.reltuples, 0)::float8 AS rows
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
WHERE c.relpersistence <> 't' AND NOT ${SYSTEM_SCHEMAS}
ORDER BY c.relname`;

type Described = Required<Pick<TableStats, "owner" | "rowSecurity" | "replicaIdentity">>;

interface Tree {
  readonly oid: string;
  readonly parent: string | null;
  readonly partitioned: boolean;
}

interface Size {
  readonly bytes: number;
  readonly pages: number;
  readonly toastBytes: number;
}

interface TableRow extends Tree, Described {
  readonly relation: string;
  readonly rows: number;
  readonly writes: number;
  readonly reads: number;
}

interface IndexRow extends Tree, IndexStats {
  readonly table: string;
}

export interface TablesOptions {
  /** How long the server has counted; null: not known. */
  readonly seconds: number | null;
  readonly columns: boolean;
}

/** Every table that is there, with what the role may see of it. Counters are rates where `seconds` is known. */
export async function readTables(
  live: Pick<Live, "query">,
  { seconds, columns }: TablesOptions,
): Promise<TableStats[]> {
  const heads = await live.query<TableRow>(TABLES);
  const sizes = await sizesOf(live, heads);
  const rows = heads.map((row) => ({ ...row, ...(sizes.get(row.oid) ?? NO_SIZE) }));
  const indexes = await live.query<IndexRow>(INDEXES);
  const stats = columns ? await readColumns(live) : null;
  const rate = (count: number): number | null =>
    seconds === null ? null : Math.round((count / seconds) * 100) / 100;
  const leaves = leavesOf(rows);
  const indexLeaves = leavesOf(indexes);
  const indexesOf = grouped(indexes);
  return rows.map((row): TableStats => {
    const sum = sumOf(leaves(row));
    return {
      relation: row.relation,
      rows: Math.round(sum(({ rows }) => rows)),
      bytes: sum(({ bytes }) => bytes),
      writesPerSecond: rate(sum(({ writes }) => writes)),
      readsPerSecond: rate(sum(({ reads }) => reads)),
      pages: sum(({ pages }) => pages),
      toastBytes: sum(({ toastBytes }) => toastBytes),
      owner: row.owner,
      rowSecurity: row.rowSecurity,
      replicaIdentity: row.replicaIdentity,
      indexes: (indexesOf.get(row.oid) ?? []).map((index) => {
        const total = sumOf(indexLeaves(index));
        return { name: index.name, pages: total(({ pages }) => pages), rows: total(({ rows }) => rows) };
      }),
      ...(stats !== null && { columns: stats(row) }),
    };
  });
}

/** Of a partitioned table, and of one that was just dropped. */
const NO_SIZE: Size = { bytes: 0, pages: 0, toastBytes: 0 };

async function sizesOf(live: Pick<Live, "query">, rows: readonly Tree[]): Promise<Map<string, Size>> {
  const sizes = new Map<string, Size>();
  for (let from = 0; from < rows.length; from += BATCH) {
    const oids = rows.slice(from, from + BATCH).map(({ oid }) => oid);
    for (const { oid, ...size } of await live.query<Size & { oid: string }>(SIZES, [oids]))
      sizes.set(oid, size);
  }
  return sizes;
}

function sumOf<Row>(parts: readonly Row[]): (of: (part: Row) => number) => number {
  return (of) => parts.reduce((total, part) => total + of(part), 0);
}

/** The partitions that hold rows, of all levels; of what is not partitioned itself. */
function leavesOf<Row extends Tree>(rows: readonly Row[]): (row: Row) => Row[] {
  const children = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.parent === null) continue;
    const known = children.get(row.parent);
    if (known === undefined) children.set(row.parent, [row]);
    else known.push(row);
  }
  const below = (row: Row): Row[] => (row.partitioned ? (children.get(row.oid) ?? []).flatMap(below) : [row]);
  return below;
}
