/** Rows made up for every table of a database: keys that fit each other, other columns with few or many different values. */

import type { ServerSession } from "../../src/shadow/engines/server.ts";
import { quoted } from "../../src/sql/quote.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly element: string | null;
  readonly labels: readonly string[] | null;
  /** Characters of a text. */
  readonly length: number;
  readonly isNullable: boolean;
  readonly isGenerated: boolean;
  /** The table and column that a foreign key refers to. */
  readonly references: string | null;
  /** It is in a primary key or unique index: alone, or with others. */
  readonly unique: "alone" | "with others" | null;
}

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
}

const TABLES = `
SELECT n.nspname AS schema, c.relname AS name, (
  SELECT jsonb_agg(jsonb_build_object(
    'name', a.attname, 'type', coalesce(e.typname, t.typname), 'element', CASE WHEN e.oid IS NOT NULL THEN e.typname END,
    'labels', (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = coalesce(e.oid, t.oid)),
    'length', CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 20 END,
    'isNullable', NOT a.attnotnull, 'isGenerated', a.attgenerated <> '',
    'references', (SELECT k.confrelid::regclass::text FROM pg_constraint k
                   WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey) LIMIT 1),
    'unique', (SELECT CASE WHEN min(i.indnkeyatts) = 1 THEN 'alone' ELSE 'with others' END FROM pg_index i
               WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey) HAVING count(*) > 0)
  ) ORDER BY a.attnum)
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY c.oid`;

/** Fills them all and analyses them; returns what could not be filled, and why. */
export async function fillTables(session: ServerSession, sizes: readonly number[]): Promise<string[]> {
  const tables = await session.query<Table>(TABLES);
  const rows = new Map(
    tables.map(({ schema, name }, at) => [regclass(schema, name), sizes[at % sizes.length] ?? 20_000]),
  );
  await session.exec("SET session_replication_role = replica");
  const failed: string[] = [];
  for (const { schema, name, columns = [] } of tables) {
    const own = columns.filter(({ isGenerated }) => !isGenerated);
    const count = rows.get(regclass(schema, name)) ?? 20_000;
    const list = own.map((column) => quoted(column.name)).join(", ");
    const values = own.map((column, at) => columnValue(column, at, rows)).join(", ");
    const insert = `INSERT INTO ${quoted(schema)}.${quoted(name)} (${list}) OVERRIDING SYSTEM VALUE
       SELECT ${values} FROM generate_series(1, ${count}) AS s(i)`;
    let { error } = await session.exec(`${insert} ON CONFLICT DO NOTHING`);
    // A deferrable constraint knows no conflict.
    if (error) ({ error } = await session.exec(insert));
    if (error) failed.push(`${name}: ${error.message}`);
  }
  await session.exec("VACUUM ANALYZE");
  return failed;
}

function regclass(schema: string, name: string): string {
  const own = /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`;
  return schema === "public" ? own : `${schema}.${own}`;
}

/** How many different values a column has that is no key. */
const DISTINCT = [3, 40, 2_000, 50_000, 1_000_000];

function columnValue(column: Column, at: number, rows: ReadonlyMap<string, number>): string {
  const { name, references, unique, isNullable } = column;
  const parents = references === null ? null : (rows.get(references) ?? 20_000);
  const many = DISTINCT[(name.length * 7 + at) % DISTINCT.length] ?? 40;
  const spread = `(1 + (i::bigint * ${7_919 + at * 2}) % `;
  const key =
    unique === "alone"
      ? "i::bigint"
      : parents !== null
        ? `${spread}${parents})`
        : unique === "with others"
          ? "i::bigint"
          : // A few values are much more frequent than the others.
            `(1 + (pow(random(), 2) * ${many - 1})::bigint)`;
  const value = made(column, key);
  return isNullable && unique === null && at % 3 === 0
    ? `CASE WHEN random() < 0.2 THEN NULL ELSE ${value} END`
    : value;
}

function made(column: Column, key: string): string {
  const value = scalar(column, key);
  return column.element === null ? value : `ARRAY[${value}]`;
}

function scalar({ type, labels, length }: Column, key: string): string {
  if (labels !== null) {
    const list = labels.map((label) => `'${label.replaceAll("'", "''")}'`).join(", ");
    return `(ARRAY[${list}])[1 + (${key}) % ${labels.length}]::${quoted(type)}`;
  }
  switch (type) {
    case "int2":
      return `((${key}) % 32000)::int2`;
    case "int4":
    case "int8":
    case "numeric":
    case "float4":
    case "float8":
      return `(${key})::${type}`;
    case "bool":
      return `(${key}) % 10 = 0`;
    case "uuid":
      return `md5((${key})::text)::uuid`;
    case "json":
    case "jsonb":
      return `jsonb_build_object('k', ${key})::${type}`;
    case "timestamp":
    case "timestamptz":
    case "date":
      return `(timestamp '2024-01-01' + (${key}) % 900000 * interval '1 minute')::${type}`;
    case "time":
      return `(time '00:00' + (${key}) % 1440 * interval '1 minute')`;
    case "interval":
      return `(${key}) * interval '1 second'`;
    case "bytea":
      return `decode(md5((${key})::text), 'hex')`;
    case "inet":
      return `('10.0.0.0'::inet + (${key}) % 60000)`;
    case "text":
    case "varchar":
    case "bpchar":
    case "citext":
      return `substr(md5((${key})::text), 1, ${Math.min(length, 20)})::${type}`;
    default:
      return "NULL";
  }
}
