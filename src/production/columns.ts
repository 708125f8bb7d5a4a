import { grouped } from "./grouped.ts";
import type { Live } from "./live.ts";
import { SYSTEM_SCHEMAS } from "./system-schemas.ts";
import type { ColumnStats } from "./table-stats.ts";

/** pg_stats hides the columns that the role may not SELECT. Nothing of it that holds a value of a row is asked for. */
const COLUMNS = `
SELECT s.schemaname || '.' || s.tablename AS table, s.inherited, s.attname AS name, s.null_frac::float8 AS "nullFrac",
       s.avg_width::float8 AS "avgWidth", s.n_distinct::float8 AS "nDistinct", s.correlation::float8 AS correlation
FROM pg_catalog.pg_stats s WHERE NOT ${SYSTEM_SCHEMAS.replaceAll("n.nspname", "s.schemaname")}`;

/** Where columns stand in their tables. */
const PLACES = `
SELECT a.attrelid::text AS table, ARRAY_AGG(a.attname::text ORDER BY a.attnum) AS names
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm') AND NOT ${SYSTEM_SCHEMAS}
GROUP BY a.attrelid`;

interface Table {
  readonly oid: string;
  readonly relation: string;
  readonly partitioned: boolean;
}

type ColumnRow = ColumnStats & { readonly table: string; readonly inherited: boolean };

/**
 * What the planner knows of the columns of a table, in their order: of a partitioned table what was gathered with its partitions, else what is its own.
 */
export async function readColumns(live: Pick<Live, "query">): Promise<(table: Table) => ColumnStats[]> {
  const byTable = grouped(await live.query<ColumnRow>(COLUMNS));
  const places = await live.query<{ table: string; names: string[] }>(PLACES);
  const order = new Map(places.map(({ table, names }) => [table, names]));
  return ({ oid, relation, partitioned }) => {
    const own = (byTable.get(relation) ?? []).filter(({ inherited }) => inherited === partitioned);
    const byName = new Map(own.map((column) => [column.name, column]));
    return (order.get(oid) ?? []).flatMap((name) => byName.get(name) ?? []).map(columnOf);
  };
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
