import type { Live } from "./live.ts";
import type { ColumnStats, IndexStats, TableStats } from "./table-stats.ts";

const LOCKED = `EXISTS (SELECT FROM pg_catalog.pg_locks l
  WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock' AND l.granted)`;
const BLOCK = "current_setting('block_size')::float8";

/** What is no schema of the user's. */
export const SYSTEM_SCHEMAS = `(n.nspname ~ '^pg_' OR n.nspname = 'information_schema')`;

/**
 * Tables and materialized views with their sizes and counters, from catalogs and statistics alone. A table that is
 * locked against everything right now is estimated by its pages: asking for its size would wait for the lock.
 * reltuples is -1 and relpages 0 before the first VACUUM or ANALYZE; a partitioned table has no rows of its own.
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
             WHEN c.reltuples < 0 THEN coalesce(s.n_live_tup, 0)
             ELSE c.reltuples END)::float8 AS rows,
       (CASE WHEN c.relkind = 'p' THEN 0 WHEN ${LOCKED} THEN c.relpages * ${BLOCK}
             ELSE coalesce(pg_catalog.pg_total_relation_size(c.oid), 0) END)::float8 AS bytes,
       (CASE WHEN c.relkind = 'p' THEN 0 WHEN c.relpages > 0 OR ${LOCKED} THEN c.relpages
             ELSE coalesce(pg_catalog.pg_relation_size(c.oid), 0) / ${BLOCK} END)::float8 AS pages,
       (CASE WHEN t.oid IS NULL THEN 0 WHEN t.relpages > 0 OR ${LOCKED} THEN t.relpages * ${BLOCK}
             ELSE coalesce(pg_catalog.pg_relation_size(t.oid), 0) END)::float8 AS "toastBytes",
       coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0)::float8 AS writes,
       coalesce(s.seq_scan + coalesce(s.idx_scan, 0), 0)::float8 AS reads
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT ${SYSTEM_SCHEMAS}
ORDER BY 1`;

const INDEXES = `
SELECT x.indrelid::text AS table, c.oid::text AS oid, i.inhparent::text AS parent, c.relkind = 'I' AS partitioned,
       c.relname AS name, c.relpages::float8 AS pages, greatest(c.reltuples, 0)::float8 AS rows
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
WHERE c.relpersistence <> 't' AND NOT ${SYSTEM_SCHEMAS}
ORDER BY c.relname`;

/** pg_stats hides the columns that the role may not SELECT. Nothing of it that holds a value of a row is asked for. */
const COLUMNS = `
SELECT c.oid::text AS table, s.attname AS name, s.null_frac::float8 AS "nullFrac", s.avg_width::float8 AS "avgWidth",
       s.n_distinct::float8 AS "nDistinct", s.correlation::float8 AS correlation
FROM pg_catalog.pg_stats s
JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
WHERE c.relkind IN ('r', 'p', 'm') AND s.inherited = (c.relkind = 'p') AND NOT ${SYSTEM_SCHEMAS}
ORDER BY c.oid, a.attnum`;

type Described = Required<Pick<TableStats, "owner" | "rowSecurity" | "replicaIdentity">>;

interface Tree {
  readonly oid: string;
  readonly parent: string | null;
  readonly partitioned: boolean;
}

interface TableRow extends Tree, Described {
  readonly relation: string;
  readonly rows: number;
  readonly bytes: number;
  readonly pages: number;
  readonly toastBytes: number;
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
  const rows = await live.query<TableRow>(TABLES);
  const indexes = await live.query<IndexRow>(INDEXES);
  const stats = columns ? grouped(await live.query<ColumnStats & { readonly table: string }>(COLUMNS)) : null;
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
      ...(stats !== null && { columns: (stats.get(row.oid) ?? []).map(columnOf) }),
    };
  });
}

function columnOf({ name, nullFrac, avgWidth, nDistinct, correlation }: ColumnStats): ColumnStats {
  const short = (value: number): number => Number(value.toPrecision(4));
  return {
    name,
    nullFrac: short(nullFrac),
    avgWidth,
    nDistinct: short(nDistinct),
    correlation: correlation === null ? null : short(correlation),
  };
}

function grouped<Row extends { readonly table: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const byTable = new Map<string, Row[]>();
  for (const row of rows) {
    const known = byTable.get(row.table);
    if (known === undefined) byTable.set(row.table, [row]);
    else known.push(row);
  }
  return byTable;
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
