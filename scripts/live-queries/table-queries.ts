/** The queries that an ORM's client can send for a table, made from the catalog of the database as it is. */
import type { Session } from "../../src/shadow/engines/session.ts";

/** A query with `$1`, `$2`, ..., and for each a value as text. */
export interface DrivenQuery {
  readonly sql: string;
  readonly values: readonly string[];
}

interface Column {
  readonly name: string;
  readonly type: string;
  /** pg_type.typcategory, of an enum its first label. */
  readonly category: string;
  readonly label: string | null;
  readonly isRequired: boolean;
  readonly isGenerated: boolean;
}

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly keys: readonly (readonly string[])[];
  readonly references: readonly { schema: string; name: string; from: string[]; to: string[] }[];
}

/** All tables outside of PostgreSQL's own schemas. */
export async function readTables(session: Session): Promise<Table[]> {
  const [row] = await session.query<{ tables: Table[] | null }>(`
    SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname, 'columns', (
        SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL), 'category', t.typcategory,
          'label', (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1),
          'isRequired', a.attnotnull AND NOT a.atthasdef AND a.attidentity = '',
          'isGenerated', a.attgenerated <> '' OR a.attidentity <> '') ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      'keys', COALESCE((SELECT json_agg(k.columns) FROM (
        SELECT (SELECT json_agg(a.attname ORDER BY o.n) FROM unnest(i.indkey) WITH ORDINALITY o(num, n)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = o.num) AS columns
        FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
        ORDER BY NOT i.indisprimary, i.indexrelid) k), '[]'),
      'references', COALESCE((SELECT json_agg(json_build_object('schema', rn.nspname, 'name', r.relname,
          'from', (SELECT json_agg(a.attname) FROM unnest(f.conkey) num JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = num),
          'to', (SELECT json_agg(a.attname) FROM unnest(f.confkey) num JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = num)))
        FROM pg_constraint f JOIN pg_class r ON r.oid = f.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
        WHERE f.conrelid = c.oid AND f.contype = 'f'), '[]')) ORDER BY n.nspname, c.relname) AS tables
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`);
  return (row?.tables ?? []).filter(({ columns }) => columns !== null);
}

/** What a client sends for the tables whose names `isAsked` takes, and for those that refer to them. */
export function queriesFor(tables: readonly Table[], isAsked: (name: string) => boolean): DrivenQuery[] {
  const asked = tables.filter(
    ({ name, references }) => isAsked(name) || references.some((it) => isAsked(it.name)),
  );
  return asked.flatMap((table) => [...reads(table), ...writes(table), ...joins(table, tables)]);
}

/** A query is written with values in place, and comes out with parameters. */
function query(write: (value: (text: string) => string) => string): DrivenQuery {
  const values: string[] = [];
  const sql = write((text) => `$${values.push(text)}`);
  return { sql, values };
}

function reads(table: Table): DrivenQuery[] {
  const at = nameOf(table);
  const all = listOf(table);
  const [key = table.columns.slice(0, 1).map(({ name }) => name)] = table.keys;
  const id = key.map((name) => `${at}.${q(name)}`).join(", ");
  return [
    query(
      (value) =>
        `SELECT ${all} FROM ${at} WHERE ${value("1")}::int = ${value("1")}::int OFFSET ${value("0")}`,
    ),
    query((value) => `SELECT COUNT(*) FROM (SELECT ${id} FROM ${at} OFFSET ${value("0")}) AS "sub"`),
    ...table.columns.flatMap((column) => {
      const name = `${at}.${q(column.name)}`;
      return [
        query(
          (value) => `SELECT ${id} FROM ${at} WHERE ${name} = ${cast(value, column)} LIMIT ${value("1")}`,
        ),
        query(
          (value) =>
            `SELECT ${id}, ${name} FROM ${at} WHERE ${name} IS NOT NULL ORDER BY ${name} ASC LIMIT ${value("10")}`,
        ),
      ];
    }),
  ];
}

function writes(table: Table): DrivenQuery[] {
  const at = nameOf(table);
  const own = table.columns.filter(({ isGenerated }) => !isGenerated);
  const [key = table.columns.slice(0, 1).map(({ name }) => name)] = table.keys;
  const keyColumns = table.columns.filter(({ name }) => key.includes(name));
  const where = (value: Value) =>
    keyColumns.map((it) => `${at}.${q(it.name)} = ${cast(value, it)}`).join(" AND ");
  const insert = (columns: readonly Column[], value: Value) =>
    `INSERT INTO ${at} (${columns.map(({ name }) => q(name)).join(",")}) VALUES (${columns.map((it) => cast(value, it)).join(",")})`;
  const least = own.filter(({ isRequired }) => isRequired);
  return [
    query((value) => `${insert(own, value)} RETURNING ${listOf(table)}`),
    ...(least.length > 0 ? [query((value) => insert(least, value))] : []),
    ...own.map((it) =>
      query((value) => `UPDATE ${at} SET ${q(it.name)} = ${cast(value, it)} WHERE ${where(value)}`),
    ),
    query((value) => `DELETE FROM ${at} WHERE ${where(value)}`),
    ...table.keys.map((columns) =>
      query(
        (value) =>
          `${insert(own, value)} ON CONFLICT (${columns.map(q).join(",")}) DO UPDATE SET ${q(own[0]?.name ?? "")} = ${own[0] ? cast(value, own[0]) : "NULL"}`,
      ),
    ),
  ];
}

function joins(table: Table, tables: readonly Table[]): DrivenQuery[] {
  return table.references.flatMap(({ schema, name, from, to }) => {
    const other = tables.find((it) => it.schema === schema && it.name === name);
    if (other === undefined) return [];
    const on = from.map((column, at) => `"t0".${q(column)} = "t1".${q(to[at] ?? "")}`).join(" AND ");
    return [
      query((value) => {
        const fields = other.columns.map((it) => `${value(it.name)}, "t1".${q(it.name)}`).slice(0, 45);
        return `SELECT "t0".*, "j"."data" FROM ${nameOf(table)} AS "t0" LEFT JOIN LATERAL (SELECT JSONB_BUILD_OBJECT(${fields.join(", ")}) AS "data" FROM ${nameOf(other)} AS "t1" WHERE ${on} LIMIT ${value("1")}) AS "j" ON ${value("true")}`;
      }),
      query(
        (value) =>
          `SELECT ${listOf(table)} FROM ${nameOf(table)} WHERE (${from.map(q).join(",")}) IN (SELECT ${to.map((it) => `"t1".${q(it)}`).join(",")} FROM ${nameOf(other)} AS "t1" LIMIT ${value("5")})`,
      ),
    ];
  });
}

type Value = (text: string) => string;

/** As Prisma does it: an enum's value is a text that is cast. */
function cast(value: Value, column: Column): string {
  const parameter = value(textFor(column));
  return column.category === "E" ? `CAST(${parameter}::text AS ${column.type})` : parameter;
}

const VALUES: Readonly<Record<string, string>> = {
  N: "1",
  B: "true",
  D: "2026-01-01",
  T: "1 day",
  A: "{}",
  I: "10.0.0.1",
  R: "empty",
  G: "(0,0)",
  V: "1",
};

function textFor({ type, category, label }: Column): string {
  if (label !== null) return label;
  if (/^jsonb?$/.test(type)) return '{"a": 1}';
  if (type === "uuid") return "00000000-0000-4000-8000-000000000000";
  if (type.startsWith("time")) return "2026-01-01 10:00:00";
  return VALUES[category] ?? "x";
}

function listOf(table: Table): string {
  return table.columns.map(({ name }) => `${nameOf(table)}.${q(name)}`).join(", ");
}

function nameOf({ schema, name }: Pick<Table, "schema" | "name">): string {
  return `${q(schema)}.${q(name)}`;
}

function q(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
