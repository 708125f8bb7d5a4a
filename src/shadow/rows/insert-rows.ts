/** INSERT statements for rows, sent so that one that fails leaves nothing behind. */
import type { StatementError } from "../../postgres/server-message.ts";
import { literal } from "../../sql/quote.ts";
import type { Session } from "../engines/session.ts";
import { orphanError } from "./orphans.ts";
import type { Row } from "./row.ts";
import type { TableShape } from "./table-shape.ts";

export interface TableRows {
  readonly table: TableShape;
  readonly rows: readonly Row[];
}

export function valueSql(value: string | null): string {
  return value === null ? "NULL" : literal(value);
}

/** Tables that point to each other are filled by one statement, at whose end foreign keys are checked. */
function insertSql(parts: readonly TableRows[]): string {
  const inserts = parts.filter(({ rows }) => rows.length > 0).map(insertOf);
  const last = inserts.pop() ?? "SELECT";
  const first = inserts.map((insert, at) => `i${at} AS (${insert})`);
  return first.length === 0 ? last : `WITH ${first.join(",\n")}\n${last}`;
}

function insertOf({ table, rows }: TableRows): string {
  const columns = table.columns.filter(({ name }) => rows.some((row) => row.has(name)));
  // VALUES has at least one column.
  if (columns.length === 0) {
    const any = table.columns.find(({ generated }) => generated === null);
    if (any === undefined) return `INSERT INTO ${table.sql} DEFAULT VALUES`;
    columns.push(any);
  }
  const tuples = rows.map((row) => {
    const values = columns.map(({ name }) => (row.has(name) ? valueSql(row.get(name) ?? null) : "DEFAULT"));
    return `(${values.join(", ")})`;
  });
  const names = columns.map(({ sql }) => sql).join(", ");
  return `INSERT INTO ${table.sql} (${names}) OVERRIDING SYSTEM VALUE VALUES ${tuples.join(",\n ")}`;
}

/**
 * Inserts all the rows or none of them, in the transaction that is open.
 *
 * @param quiet the session may keep the user's triggers and rules from taking part
 * @returns why PostgreSQL refuses, or null
 */
export async function insertRows(
  session: Session,
  parts: readonly TableRows[],
  quiet: boolean,
): Promise<StatementError | null> {
  const hasTriggers = quiet && parts.some(({ table }) => table.hasTriggers);
  const insert = insertSql(parts);
  if (!hasTriggers) {
    const { error } = await session.exec(`SAVEPOINT insert_rows; ${insert}; RELEASE SAVEPOINT insert_rows`);
    if (error) await session.query("ROLLBACK TO SAVEPOINT insert_rows");
    return error;
  }
  const { error } = await session.exec(
    `SAVEPOINT insert_rows; SET LOCAL session_replication_role = replica; ${insert}; SET LOCAL session_replication_role = origin`,
  );
  const found =
    error ??
    (await orphanError(
      session,
      parts.map(({ table }) => table),
    ));
  await session.query(`${found ? "ROLLBACK TO" : "RELEASE"} SAVEPOINT insert_rows`);
  return found;
}
