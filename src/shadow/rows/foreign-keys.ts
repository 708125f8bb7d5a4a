import type { Row } from "./row.ts";
import type { ForeignKeyShape, TableShape } from "./table-shape.ts";

export interface Pointing {
  readonly table: TableShape;
  readonly foreignKey: ForeignKeyShape;
  /** Rows that it may point to. */
  readonly rows: readonly Row[];
  /** Which of them is tried first. */
  readonly preferred: number;
  readonly toNull: boolean;
}

/**
 * Has a row point to one of the rows there are, as far as the columns that it has already let it; else to none where that is
 * possible. Columns that cannot be helped stay away.
 */
export function pointTo(row: Row, { table, foreignKey, rows, preferred, toNull }: Pointing): void {
  const { columns, toColumns, full } = foreignKey;
  const free = columns.filter((name) => !row.has(name));
  const nullable = free.filter((name) => table.columns.some((one) => one.name === name && !one.required));
  const mayBeNull = full ? nullable.length === columns.length : nullable.length > 0;
  const pointsNowhere = columns.some((name) => row.get(name) === null);
  if (pointsNowhere || (toNull && mayBeNull)) {
    for (const name of nullable) row.set(name, null);
    return;
  }
  for (let at = 0; at < rows.length; at++) {
    const target = rows[(preferred + at) % rows.length];
    const values = toColumns.map((name) => target?.get(name));
    const fits = columns.every((name, column) => {
      const value = values[column];
      return typeof value === "string" && (!row.has(name) || row.get(name) === value);
    });
    if (!fits) continue;
    for (const [column, name] of columns.entries()) row.set(name, values[column] ?? null);
    return;
  }
  if (mayBeNull) for (const name of nullable) row.set(name, null);
}
