/** What applications usually ask of a schema: by keys, by indexed columns, by foreign keys, over joins, page by page. */
import type { ServerSession } from "../../src/shadow/engines/server.ts";
import { quoted } from "../../src/sql/quote.ts";

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  /** Plain columns of its indexes. */
  readonly indexes: readonly (readonly string[])[];
  readonly foreign: readonly {
    readonly columns: readonly string[];
    readonly to: string;
    readonly keys: readonly string[];
  }[];
  /** Orderable: numbers and times. */
  readonly ordered: readonly string[];
}

const TABLES = `
SELECT n.nspname AS schema, c.relname AS name,
  (SELECT jsonb_agg(attname ORDER BY attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
  (SELECT coalesce(jsonb_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum)), '[]') FROM pg_index i
   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary) AS keys,
  (SELECT coalesce(jsonb_agg((SELECT jsonb_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum))
     FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))), '[]') FROM pg_index i
   WHERE i.indrelid = c.oid AND i.indexprs IS NULL) AS indexes,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('to', k.confrelid::regclass::text,
     'columns', (SELECT jsonb_agg(a.attname ORDER BY p.at) FROM unnest(k.conkey) WITH ORDINALITY p(n, at) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.n),
     'keys', (SELECT jsonb_agg(a.attname ORDER BY p.at) FROM unnest(k.confkey) WITH ORDINALITY p(n, at) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.n))), '[]')
   FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f') AS foreign,
  (SELECT coalesce(jsonb_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped AND t.typcategory IN ('N', 'D')) AS ordered
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY c.oid`;

export async function usualQueries(session: ServerSession): Promise<string[]> {
  const tables = await session.query<Table>(TABLES);
  return [...new Set(tables.flatMap(queriesOn))];
}

function queriesOn(table: Table): string[] {
  const { columns, keys, indexes, foreign, ordered } = table;
  const name = `${quoted(table.schema)}.${quoted(table.name)}`;
  const all = columns.map((column) => `t.${quoted(column)}`).join(", ");
  const select = `SELECT ${all} FROM ${name} AS t`;
  const last = ordered.at(-1);
  const by = last === undefined ? "" : ` ORDER BY t.${quoted(last)} DESC`;
  const equal = (some: readonly string[], from = 1): string =>
    some.map((column, at) => `t.${quoted(column)} = $${from + at}`).join(" AND ");
  const queries: string[] = [`SELECT count(*) FROM ${name}`, `${select}${by} LIMIT $1 OFFSET $2`];
  if (keys.length > 0) {
    queries.push(`${select} WHERE ${equal(keys)}`, `DELETE FROM ${name} AS t WHERE ${equal(keys)}`);
    const [first = ""] = columns.filter((column) => !keys.includes(column));
    if (first)
      queries.push(`UPDATE ${name} AS t SET ${quoted(first)} = ${quoted(first)} WHERE ${equal(keys)}`);
  }
  for (const index of indexes.filter((one) => one.length > 0)) {
    const [first = ""] = index;
    queries.push(`${select} WHERE ${equal(index)}`, `${select} WHERE ${equal([first])}${by} LIMIT 20`);
    queries.push(`${select} WHERE ${equal([first])}${by} LIMIT $2 OFFSET $3`);
    queries.push(`SELECT count(*) FROM ${name} AS t WHERE ${equal([first])}`);
    queries.push(`${select} WHERE t.${quoted(first)} IN ($1, $2, $3)`);
    queries.push(`DELETE FROM ${name} AS t WHERE ${equal([first])}`);
    if (ordered.includes(index.at(-1) ?? "")) {
      const range = `t.${quoted(index.at(-1) ?? "")}`;
      const before = index.slice(0, -1);
      const and = before.length > 0 ? `${equal(before)} AND ` : "";
      queries.push(`${select} WHERE ${and}${range} >= $${index.length} AND ${range} < $${index.length + 1}`);
      queries.push(
        `${select}${before.length > 0 ? ` WHERE ${equal(before)}` : ""} ORDER BY ${range} DESC LIMIT 10`,
      );
      queries.push(
        `SELECT max(${range}) FROM ${name} AS t${before.length > 0 ? ` WHERE ${equal(before)}` : ""}`,
      );
    }
  }
  for (const { columns: own, to, keys: theirs } of foreign) {
    const on = own.map((column, at) => `t.${quoted(column)} = p.${quoted(theirs[at] ?? "")}`).join(" AND ");
    const [key = ""] = theirs;
    const [mine = ""] = own;
    queries.push(`${select} JOIN ${to} AS p ON ${on} WHERE p.${quoted(key)} = $1`);
    queries.push(
      `SELECT p.* FROM ${to} AS p WHERE p.${quoted(key)} = $1 AND EXISTS (SELECT FROM ${name} AS t WHERE ${on})`,
    );
    queries.push(`${select} WHERE t.${quoted(mine)} = ANY ($1)`);
    queries.push(
      `SELECT p.${quoted(key)}, x.n FROM ${to} AS p LEFT JOIN LATERAL (SELECT count(*) AS n FROM ${name} AS t WHERE ${on}) AS x ON true ORDER BY p.${quoted(key)} LIMIT 50`,
    );
    queries.push(
      `SELECT p.${quoted(key)} FROM ${to} AS p WHERE NOT EXISTS (SELECT FROM ${name} AS t WHERE ${on}) LIMIT $1`,
    );
  }
  return queries;
}
