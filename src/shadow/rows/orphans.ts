import type { StatementError } from "../../postgres/server-message.ts";
import { quoted } from "../../sql/quote.ts";
import type { Session } from "../engines/session.ts";
import type { ForeignKeyShape, TableShape } from "./table-shape.ts";

/** Rows whose foreign key points to nothing, as PostgreSQL would have refused them had its own triggers not been quiet, too. */
export async function orphanError(
  session: Session,
  tables: readonly TableShape[],
): Promise<StatementError | null> {
  const keys = tables.flatMap((table) =>
    // How periods are compared is PostgreSQL's own matter.
    table.foreignKeys.flatMap((key) => (key.period ? [] : { table, key })),
  );
  if (keys.length === 0) return null;
  const tests = keys.map(({ table, key }, at) => `EXISTS (${orphansSql(table, key)}) AS k${at}`);
  const [row] = await session.query<Record<string, boolean>>(`SELECT ${tests.join(", ")}`);
  const orphan = keys.find((_, at) => row?.[`k${at}`]);
  if (orphan === undefined) return null;
  const { table, key } = orphan;
  const message = `insert on table ${table.nameSql} violates foreign key constraint "${key.name}"`;
  return { sqlstate: "23503", message, position: null, detail: null, hint: null };
}

function orphansSql(
  table: TableShape,
  { columns, toColumns, toSql, operators, full }: ForeignKeyShape,
): string {
  const own = columns.map((name) => `f.${quoted(name)}`);
  const pairs = own.map((column, at) => `t.${quoted(toColumns[at] ?? "")} ${operators[at]} ${column}`);
  const given = own.map((column) => `${column} IS NOT NULL`).join(full ? " OR " : " AND ");
  return `SELECT FROM ${table.sql} f WHERE (${given})
    AND NOT EXISTS (SELECT FROM ${toSql} t WHERE ${pairs.join(" AND ")})`;
}
