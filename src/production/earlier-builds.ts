/** How fast a server is, by the indexes that it has built: pg_stat_statements knows how long they took. */
import { attempt } from "./attempt.ts";
import { cpuFactor } from "./duration.ts";
import type { Live } from "./live.ts";
import { SYSTEM_SCHEMAS } from "./system-schemas.ts";
import type { TableStats } from "./table-stats.ts";

export interface EarlierBuild {
  /** CREATE INDEX as it was sent, literals and all: it must not leave the program. */
  readonly text: string;
  readonly seconds: number;
  /** Blocks that it read: about those of its table then. */
  readonly blocks: number;
}

/** An index on one column of a type of fixed width, without expression and predicate. */
export interface PlainIndex {
  readonly relation: string;
  readonly name: string;
  readonly correlation: number | null;
}

export interface EarlierBuilds {
  readonly builds: readonly EarlierBuild[];
  readonly indexes: readonly PlainIndex[];
}

const SCHEMA = `
SELECT quote_ident(n.nspname) AS schema FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements' AND string_to_array(e.extversion, '.')::int[] >= '{1,9}'`;

const buildsQuery = (schema: string): string => `
SELECT query AS text, total_exec_time / calls / 1000 AS seconds,
       ((shared_blks_hit + shared_blks_read) / calls)::float8 AS blocks
FROM ${schema}.pg_stat_statements
WHERE calls > 0 AND total_exec_time / calls > 100 AND query ~* '^\\s*create\\s+(unique\\s+)?index'
  AND dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
ORDER BY total_exec_time DESC LIMIT 100`;

const INDEXES = `
SELECT n.nspname || '.' || c.relname AS relation, i.relname AS name, s.correlation::float8 AS correlation
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind = 'r'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = i.relam AND m.amname = 'btree'
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_stats s
  ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
WHERE x.indnatts = 1 AND x.indpred IS NULL AND x.indexprs IS NULL AND i.relname = ANY ($1)
  AND t.typname IN ('int2', 'int4', 'int8', 'date', 'timestamp', 'timestamptz', 'uuid') AND NOT ${SYSTEM_SCHEMAS}`;

/** The builds that are known, by the names that `namesIn` reads of their texts. */
export async function readEarlierBuilds(
  live: Pick<Live, "query">,
  namesIn: (text: string) => BuiltIndex | null,
): Promise<EarlierBuilds | null> {
  const [extension] = await live.query<{ schema: string }>(SCHEMA);
  if (extension === undefined) return null;
  return attempt(
    live,
    async () => {
      const builds = await live.query<EarlierBuild>(buildsQuery(extension.schema));
      const names = builds.flatMap(({ text }) => namesIn(text)?.name ?? []);
      const indexes = names.length === 0 ? [] : await live.query<PlainIndex>(INDEXES, [names]);
      return { builds, indexes };
    },
    // What cannot be read here is told where queries are read.
    () => undefined,
  );
}

export interface BuiltIndex {
  readonly name: string;
  readonly isConcurrent: boolean;
}

/** Rows lie in the order of a column as good as always. */
const SORTED = 0.99;

/** Wall time there by CPU time on the machine of the measurement: the middle of what the builds say; null: none says it. */
export function factorOf(
  { builds, indexes }: EarlierBuilds,
  tables: readonly TableStats[],
  namesIn: (text: string) => BuiltIndex | null,
): number | null {
  const factors = builds.flatMap(({ text, seconds, blocks }) => {
    const built = namesIn(text);
    const found = indexes.filter(({ name }) => name === built?.name);
    const [index] = found;
    const table = tables.find(({ relation }) => relation === index?.relation);
    if (built === null || index === undefined || found.length > 1 || table?.pages === undefined) return [];
    const scans = built.isConcurrent ? 2 : 1;
    // Else the table has grown since, or shrunk.
    if (blocks / scans < table.pages / 2 || blocks / scans > table.pages * 2) return [];
    const factor = cpuFactor(
      { rows: table.rows, heapBytes: [table.pages * 8192, table.pages * 8192], toastBytes: null },
      { kind: "build", index: workOf(index), isConcurrent: built.isConcurrent },
      seconds,
    );
    return factor === null ? [] : [factor];
  });
  return factors.sort((a, b) => a - b)[Math.floor(factors.length / 2)] ?? null;
}

function workOf({ correlation }: PlainIndex) {
  const isSorted = correlation !== null && Math.abs(correlation) >= SORTED;
  const keys = [
    correlation === null || isSorted ? "sortedKey" : "fixedKey",
    isSorted ? "sortedKey" : "fixedKey",
  ] as const;
  return { keys, isExpression: false, isPartial: false, bytes: null };
}
