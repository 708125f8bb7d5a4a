import type { Column, Table } from "./relation.ts";

/** The name of a column's NOT NULL constraint, given or made up as 18 does. */
export function notNullName(table: Pick<Table, "name">, column: Column): string {
  return column.notNullName ?? `${table.name}_${column.name}_not_null`;
}
