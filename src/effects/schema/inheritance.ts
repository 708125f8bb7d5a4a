/** What a table has from its parents. */
import { tableById } from "./find-relation.ts";
import { columnOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import type { Table } from "./relation.ts";

export function parentsOf(model: SchemaModel, table: Table): Table[] {
  const ids = [...table.inherits, ...(table.partition ? [table.partition.parent] : [])];
  return ids.flatMap((id) => tableById(model, id) ?? []);
}

/** The parent that the column comes from. */
export function inheritedFrom(model: SchemaModel, table: Table, column: string): Table | undefined {
  return parentsOf(model, table).find((parent) => columnOf(parent, column) !== undefined);
}
