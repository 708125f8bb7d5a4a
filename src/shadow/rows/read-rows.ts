import type { Session } from "../engines/session.ts";
import type { Row } from "./row.ts";
import type { TableShape } from "./table-shape.ts";

/** Enough for others to point to. */
const MOST = 10;

/** Some rows of a table as they are, in these columns. */
export async function readRows(
  session: Session,
  table: TableShape,
  columns: readonly string[],
): Promise<Row[]> {
  const read = table.columns.filter(({ name }) => columns.includes(name));
  // Rows that nobody points to need no columns to be counted.
  const values = read.map(({ sql }) => `CASE WHEN ${sql} IS NOT NULL THEN format('%s', ${sql}) END`);
  const rows = await session.query<{ values: (string | null)[] }>(
    `SELECT ARRAY[${values.join(", ")}]::text[] AS values FROM ONLY ${table.sql} ORDER BY 1 LIMIT ${MOST}`,
  );
  return rows.map(({ values }) => new Map(read.map(({ name }, at) => [name, values[at] ?? null])));
}
