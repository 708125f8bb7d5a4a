/** The rows of a shadow's tables as text, to be compared with those of another one. */
import { QueryRefused, type Session } from "../engines/session.ts";
import { COLUMNS, MOST_ROWS, type Readable, rowsSql, SETTINGS } from "./contents-query.ts";

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
  /** Columns whose sequence stands behind their values: it would give one again. */
  readonly behind: readonly string[];
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

const TABLES_AT_ONCE = 25;

/** Reads all rows of the user's schemas. No transaction may be open; the session's settings stay as they are. */
export async function contentsOf(session: Session): Promise<Contents> {
  await session.query("BEGIN");
  try {
    const { error } = await session.exec(SETTINGS);
    if (error) throw new QueryRefused(error.message);
    const found = await session.query<{ relation: string; sql: string; columns: string }>(COLUMNS);
    const readable = found.map((one) => ({
      ...one,
      columns: byName(JSON.parse(one.columns) as Readable["columns"]),
    }));
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
    const answers = await session.query<{ at: number; rows: string; behind: string }>(
      readable.map((one, at) => rowsSql(one, at)).join("\nUNION ALL "),
    );
    for (const { at, rows, behind } of answers) take(readable[at], rows, behind, into);
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
    await session.query("ROLLBACK TO SAVEPOINT reading");
    const [only, another] = readable;
    if (only && !another) into.unread.push({ relation: only.relation, reason: error.message });
    else for (const one of readable) await readInto(session, [one], into);
  }
}

function take(
  table: Readable | undefined,
  text: string,
  behindText: string,
  { tables, unread }: { tables: Map<string, TableContents>; unread: UnreadTable[] },
): void {
  if (table === undefined) return;
  const rows = JSON.parse(text) as string[][];
  const { relation } = table;
  const columns = table.columns.map(([name, , volatile]) => ({ name, volatile }));
  if (rows.length > MOST_ROWS) unread.push({ relation, reason: `it has more than ${MOST_ROWS} rows` });
  else tables.set(relation, { columns, rows, behind: JSON.parse(behindText) as string[] });
}
