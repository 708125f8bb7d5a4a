/** Tables and columns that the model has, is given, or must take as given because a statement mentions them. */

import type { RangeVar, TypeName } from "../../sql/nodes.ts";
import { creationName, findRelation, isAbsent, resolveName, tableById } from "./find-relation.ts";
import { columnOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { truncateName } from "./names.ts";
import { putRelation, updateTable } from "./put-relation.ts";
import { type Column, type ColumnNumber, isTable, type RelationId, type Table } from "./relation.ts";
import { resolveType } from "./type-names.ts";

export function blankTable(model: SchemaModel, input: RangeVar): Table {
  const name = creationName(model, input);
  return {
    id: model.nextId++,
    ...name,
    kind: "table",
    born: model.change,
    persistence:
      input.relpersistence === "t" ? "temporary" : input.relpersistence === "u" ? "unlogged" : "permanent",
    known: true,
    filled: false,
    columns: [],
    nextColumn: 1,
    constraints: [],
    triggers: [],
    rules: [],
    policies: [],
    rowSecurity: { enabled: false, forced: false, owner: null },
    disabled: [],
    replicaIdentity: "default",
    inherits: [],
    partition: null,
    partitionKey: null,
    dependsOn: [],
    updates: null,
    functions: [],
    statistics: [],
    server: null,
    clusterOn: null,
    accessMethod: null,
    ofType: null,
    formerKeys: [],
  };
}

/**
 * The table of that name. One that was never seen is put in as existing before all that was read, with nothing
 * known of it.
 */
export function ensureTable(model: SchemaModel, input: RangeVar): Table {
  const found = findRelation(model, input);
  if (isTable(found)) return found;
  const table = putRelation(model, {
    ...blankTable(model, input),
    ...resolveName(model, input),
    born: 0,
    known: false,
  });
  // It was there before the change that mentions it first.
  model.before.relations.delete(table.id);
  return table;
}

/** The column of that name; on a table that is not fully known, one that was never seen is put in as mentioned. */
export function ensureColumn(model: SchemaModel, id: RelationId, name: string): Column | undefined {
  const table = tableById(model, id);
  const found = columnOf(table, name);
  if (found || !table || table.known) return found;
  const column: Column = {
    ...blankColumn(table.nextColumn, name, 0),
    notNull: "unknown",
    default: "unknown",
  };
  updateTable(model, id, { columns: [...table.columns, column], nextColumn: table.nextColumn + 1 });
  return column;
}

export function blankColumn(number: ColumnNumber, name: string, born: number): Column {
  return {
    number,
    name: truncateName(name),
    type: null,
    notNull: "no",
    notNullName: null,
    default: "none",
    identity: null,
    generated: null,
    collation: null,
    born,
  };
}

export function changeColumn(
  model: SchemaModel,
  id: RelationId,
  number: ColumnNumber,
  change: Partial<Column>,
): void {
  const table = tableById(model, id);
  if (!table) return;
  updateTable(model, id, {
    columns: table.columns.map((column) => (column.number === number ? { ...column, ...change } : column)),
  });
}

/** Whether CREATE … IF NOT EXISTS does nothing: null when it cannot be known. */
export function existsAlready(model: SchemaModel, input: RangeVar): boolean | null {
  const name = creationName(model, input);
  const key = `${name.schema}.${name.name}`;
  if (model.relationIds.has(key)) return true;
  return isAbsent(model, name) ? false : null;
}

/** A column of a composite type. */
export function attributeOf(
  model: SchemaModel,
  name: string,
  type: TypeName | undefined,
  number: number,
): Column {
  return { ...blankColumn(number, name, model.change), type: resolveType(model, type) };
}
