/** The rows of a shadow's tables as text, to be compared with those of another one. */
import { QueryRefused, type Session } from "../engines/session.ts";
import { IS_USERS_RELATION, IS_VOLATILE_DEFAULT } from "./catalog-conditions.ts";

export interface ReadColumn {
  readonly name: string;
  /** Its default may be another value each time. */
  readonly volatile: boolean;
}

export interface TableContents {
  /** By name, so that two orders of columns are one. */
  readonly columns: readonly ReadColumn[];
  /** In any order. A value stands as SQL would write it: text in quotes, or NULL. */
  readonly rows: readonly (readonly string[])[];
}

export interface UnreadTable {
  /** `schema.name`. */
  readonly relation: string;
  readonly reason: string;
}

export interface Contents {
  /** By `schema.name`: tables, partitions and populated materialized views, each with its own rows alone. */
  readonly tables: ReadonlyMap<string, TableContents>;
  readonly unread: readonly UnreadTable[];
}

/** More rows are not compared one by one. */
const MOST_ROWS = 10_000;

const TABLES_AT_ONCE = 25;

/** What decides how values are written, that no row is hidden without a word, and what a migration may have left behind. */
const SETTINGS = `SET LOCAL ROLE NONE; SET LOCAL search_path = ''; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';
  SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
  SET LOCAL xmlbinary = 'base64'; SET LOCAL row_security = off; SET LOCAL statement_timeout = 0`;

const COLUMNS = `SELECT n.nspname || '.' || c.relname AS relation, format('%I.%I', n.nspname, c.relname) AS sql,
    coalesce((SELECT json_agg(json_build_array(a.attname, quote_ident(a.attname), a.attidentity <> ''
        OR (d.oid IS NOT NULL AND a.attgenerated = '' AND ${IS_VOLATILE_DEFAULT})))
      FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]')::text AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE (c.relkind = 'r' OR (c.relkind = 'm' AND c.relispopulated)) AND ${IS_USERS_RELATION}
  ORDER BY 1`;

interface Readable {
  readonly relation: string;
  readonly sql: string;
  readonly columns: readonly (readonly [name: string, sql: string, volatile: boolean])[];
}

/**
 * Reads all rows. No transaction may be open; the session's settings stay as they are.
 *
 * @param relations `schema.name`; left out: all tables of the user's schemas
 */
export async function contentsOf(session: Session, relations?: ReadonlySet<string>): Promise<Contents> {
  await session.query("BEGIN");
  try {
    const { error } = await session.exec(SETTINGS);
    if (error) throw new QueryRefused(error.message);
    const found = await session.query<{ relation: string; sql: string; columns: string }>(COLUMNS);
    const readable = found
      .filter(({ relation }) => relations?.has(relation) ?? true)
      .map((one) => ({ ...one, columns: byName(JSON.parse(one.columns) as Readable["columns"]) }));
    const tables = new Map<string, TableContents>();
    const unread: UnreadTable[] = [];
    for (let at = 0; at < readable.length; at += TABLES_AT_ONCE)
      await readInto(session, readable.slice(at, at + TABLES_AT_ONCE), { tables, unread });
    return { tables, unread };
  } finally {
    await session.exec("ROLLBACK");
  }
}

function byName(columns: Readable["columns"]): Readable["columns"] {
  return [...columns].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** One query for all of them, and one for each where a table among them cannot be read. */
async function readInto(
  session: Session,
  readable: readonly Readable[],
  into: { tables: Map<string, TableContents>; unread: UnreadTable[] },
): Promise<void> {
  await session.query("SAVEPOINT reading");
  try {
    const rows = await session.query<{ at: number; rows: string }>(
      readable.map((one, at) => rowsSql(one, at)).join("\nUNION ALL "),
    );
    for (const { at, rows: text } of rows) take(readable[at], text, into);
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
    await session.query("ROLLBACK TO SAVEPOINT reading");
    const [only, another] = readable;
    if (only && !another) into.unread.push({ relation: only.relation, reason: error.message });
    else for (const one of readable) await readInto(session, [one], into);
  }
}

function rowsSql({ sql, columns }: Readable, at: number): string {
  const values = columns.map(([, name]) => `pg_catalog.format('%L', ${name})`);
  return `SELECT ${at} AS at, coalesce((SELECT pg_catalog.json_agg(pg_catalog.to_json(ARRAY[${values.join(", ")}]::text[]))
    FROM (SELECT * FROM ONLY ${sql} LIMIT ${MOST_ROWS + 1}) t), '[]')::text AS rows`;
}

function take(
  table: Readable | undefined,
  text: string,
  { tables, unread }: { tables: Map<string, TableContents>; unread: UnreadTable[] },
): void {
  if (table === undefined) return;
  const rows = JSON.parse(text) as string[][];
  const { relation } = table;
  const columns = table.columns.map(([name, , volatile]) => ({ name, volatile }));
  if (rows.length > MOST_ROWS) unread.push({ relation, reason: `it has more than ${MOST_ROWS} rows` });
  else tables.set(relation, { columns, rows });
}
