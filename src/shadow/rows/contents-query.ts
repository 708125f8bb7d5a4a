/** SQL that reads the rows of tables. */
import { literal } from "../../sql/quote.ts";
import { IS_USERS_RELATION, IS_VOLATILE_DEFAULT, SEQUENCES } from "./catalog-conditions.ts";

/** More rows are not compared one by one. */
export const MOST_ROWS = 10_000;

/** What decides how values are written, that no row is hidden without a word, and what a migration may have left behind. */
export const SETTINGS = `SET LOCAL ROLE NONE; SET LOCAL search_path = ''; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';
  SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
  SET LOCAL xmlbinary = 'base64'; SET LOCAL row_security = off; SET LOCAL statement_timeout = 0`;

/** Tables and their columns, as `Readable` with the columns as JSON. */
export const COLUMNS = `SELECT n.nspname || '.' || c.relname AS relation, format('%I.%I', n.nspname, c.relname) AS sql,
    coalesce((SELECT json_agg(json_build_array(a.attname, quote_ident(a.attname), a.attidentity <> ''
        OR (d.oid IS NOT NULL AND a.attgenerated = '' AND ${IS_VOLATILE_DEFAULT}),
        CASE WHEN a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN ${SEQUENCES} ELSE '[]' END))
      FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]')::text AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE (c.relkind = 'r' OR (c.relkind = 'm' AND c.relispopulated)) AND ${IS_USERS_RELATION}
  ORDER BY 1`;

export interface Readable {
  readonly relation: string;
  readonly sql: string;
  readonly columns: readonly (readonly [
    name: string,
    sql: string,
    volatile: boolean,
    sequences: readonly string[],
  ])[];
}

export function rowsSql({ sql, columns }: Readable, at: number): string {
  const values = columns.map(([, name]) => `pg_catalog.format('%L', ${name})`);
  const behind = columns.flatMap(([name, column, , sequences]) =>
    sequences.map(
      (
        sequence,
      ) => `CASE WHEN (SELECT max(t.${column}) > s.last_value OR (max(t.${column}) = s.last_value AND NOT s.is_called)
        FROM ONLY ${sql} t CROSS JOIN ${sequence} s GROUP BY s.last_value, s.is_called) THEN ${literal(name)} END`,
    ),
  );
  return `SELECT ${at} AS at, coalesce((SELECT pg_catalog.json_agg(pg_catalog.to_json(ARRAY[${values.join(", ")}]::text[]))
    FROM (SELECT * FROM ONLY ${sql} LIMIT ${MOST_ROWS + 1}) t), '[]')::text AS rows,
    pg_catalog.to_json(pg_catalog.array_remove(ARRAY[${behind.join(", ")}]::text[], NULL))::text AS behind`;
}
