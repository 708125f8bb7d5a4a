/** Production's sizes and statistics put into the catalogs of a shadow, in the transaction that is open. */
import type { Session } from "../shadow/engines/session.ts";
import type { Sizes } from "./plan-sizes.ts";

const RELATIONS = `
SELECT count(pg_catalog.pg_restore_relation_stats(
  'schemaname', n.nspname::text, 'relname', c.relname::text,
  'relpages', x.pages, 'reltuples', x.rows, 'relallvisible', x.pages))
FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS x(oid oid, pages int, rows real)
JOIN pg_catalog.pg_class c ON c.oid = x.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

/** What stands for a table with all its children, besides what stands for itself alone. */
const COLUMNS = `
SELECT count(pg_catalog.pg_restore_attribute_stats(
  'schemaname', n.nspname::text, 'relname', c.relname::text, 'attname', a.attname::text, 'inherited', i.inherited,
  'null_frac', x.nulls, 'avg_width', x.width, 'n_distinct', x."distinct", 'correlation', x.correlation))
FROM pg_catalog.jsonb_to_recordset($1::jsonb)
  AS x(oid oid, number int2, nulls real, width int, "distinct" real, correlation real)
JOIN pg_catalog.pg_class c ON c.oid = x.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.number
CROSS JOIN (VALUES (true), (false)) AS i(inherited)
WHERE CASE WHEN i.inherited THEN EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = c.oid)
           ELSE c.relkind <> 'p' END`;

/** The planner passes over an index that is not valid. */
const HIDE = `
UPDATE pg_catalog.pg_index SET indisvalid = false
WHERE indexrelid IN (SELECT value::oid FROM pg_catalog.jsonb_array_elements_text($1::jsonb))`;

/** What of pg_settings decides plans, with the units of pg_settings. */
const PLANNER: readonly string[] = [
  "cpu_index_tuple_cost",
  "cpu_operator_cost",
  "cpu_tuple_cost",
  "cursor_tuple_fraction",
  "effective_cache_size",
  "effective_io_concurrency",
  "enable_bitmapscan",
  "enable_hashjoin",
  "enable_incremental_sort",
  "enable_indexonlyscan",
  "enable_indexscan",
  "enable_material",
  "enable_memoize",
  "enable_mergejoin",
  "enable_nestloop",
  "enable_partition_pruning",
  "enable_partitionwise_join",
  "enable_seqscan",
  "from_collapse_limit",
  "hash_mem_multiplier",
  "join_collapse_limit",
  "max_parallel_workers_per_gather",
  "random_page_cost",
  "seq_page_cost",
  "work_mem",
];

/** Settings that this server does not take stay as they are. */
export async function setPlanner(session: Session, planner: Readonly<Record<string, string>>): Promise<void> {
  for (const name of PLANNER) {
    const value = planner[name];
    if (value === undefined || !/^[\w.+-]+$/.test(value)) continue;
    await session.exec("SAVEPOINT lockgate_planner");
    const { error } = await session.exec(`SET LOCAL ${name} = '${value}'`);
    if (error) await session.exec("ROLLBACK TO SAVEPOINT lockgate_planner");
  }
}

export async function putStatistics(session: Session, { relations, columns, hidden }: Sizes): Promise<void> {
  await session.query(RELATIONS, [JSON.stringify(relations)]);
  await session.query(COLUMNS, [
    JSON.stringify(
      columns.map(({ oid, number, stats: { nullFrac, avgWidth, nDistinct, correlation } }) => {
        const width = Math.round(avgWidth);
        return { oid, number, nulls: nullFrac, width, distinct: nDistinct, correlation };
      }),
    ),
  ]);
  if (hidden.length > 0) await session.query(HIDE, [JSON.stringify(hidden)]);
}
