/** Questions to the model about one table: its columns, indexes, children, and who refers to it. */
import { tableById } from "./find-relation.ts";
import type { SchemaModel } from "./model.ts";
import {
  type Column,
  type ColumnNumber,
  type Constraint,
  type Index,
  isTable,
  type RelationId,
  type Sequence,
  type Table,
} from "./relation.ts";

export function columnOf(table: Pick<Table, "columns"> | undefined, name: string): Column | undefined {
  return table?.columns.find((column) => column.name === name);
}

export function columnAt(table: Pick<Table, "columns">, number: ColumnNumber): Column | undefined {
  return table.columns.find((column) => column.number === number);
}

export function columnNames(table: Pick<Table, "columns">, numbers: readonly ColumnNumber[]): string[] {
  return numbers.map((number) => columnAt(table, number)?.name ?? "?");
}

export function constraintOf(table: Table | undefined, name: string): Constraint | undefined {
  return table?.constraints.find((constraint) => constraint.name === name);
}

export function indexesOf(model: SchemaModel, table: RelationId): Index[] {
  return (model.leads.indexes.get(table) ?? []).flatMap((id) => {
    const relation = model.relations.get(id);
    return relation?.kind === "index" && relation.table === table ? [relation] : [];
  });
}

/** The indexes of partitions that are attached to an index of their table. */
export function attachedTo(model: SchemaModel, id: RelationId): Index[] {
  return (model.leads.children.get(id) ?? []).flatMap((child) => {
    const relation = model.relations.get(child);
    return relation?.kind === "index" && relation.parent === id ? [relation] : [];
  });
}

/** Columns that an index mentions anywhere: keys, INCLUDE, expressions, predicate. */
export function indexColumns(index: Index): Set<ColumnNumber> {
  const numbers = new Set([...index.include, ...(index.predicate?.columns ?? [])]);
  for (const key of index.keys) {
    if ("column" in key) numbers.add(key.column);
    else for (const column of key.expression.columns) numbers.add(column);
  }
  return numbers;
}

/** Sequences owned by a table, or by one of its columns. */
export function sequencesOf(model: SchemaModel, table: RelationId, column?: ColumnNumber): Sequence[] {
  const found: Sequence[] = [];
  for (const relation of model.relations.values()) {
    if (relation.kind !== "sequence" || relation.ownedBy?.table !== table) continue;
    if (column === undefined || relation.ownedBy.column === column) found.push(relation);
  }
  return found;
}

/** Partitions and inheritance children, one level down. */
export function childrenOf(model: SchemaModel, id: RelationId): Table[] {
  return led(model, model.leads.children.get(id)).filter(
    (table) => table.partition?.parent === id || table.inherits.includes(id),
  );
}

/** The tables that are still there. */
function led(model: SchemaModel, ids: readonly RelationId[] = []): Table[] {
  return ids.flatMap((id) => tableById(model, id) ?? []);
}

/** Partitions and inheritance children at every depth, parents first. */
export function descendantsOf(model: SchemaModel, id: RelationId): Table[] {
  const found: Table[] = [];
  const seen = new Set([id]);
  const queue = [id];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const child of childrenOf(model, next)) {
      if (seen.has(child.id)) continue;
      seen.add(child.id);
      found.push(child);
      queue.push(child.id);
    }
  }
  return found;
}

export interface ForeignKey {
  readonly table: Table;
  readonly constraint: Constraint;
}

/** Foreign keys of other tables (and its own) that refer to a table. */
export function foreignKeysTo(model: SchemaModel, id: RelationId): ForeignKey[] {
  return led(model, model.leads.referrers.get(id)).flatMap((table) =>
    table.constraints.flatMap((constraint) =>
      constraint.references?.table === id ? { table, constraint } : [],
    ),
  );
}

/** Views and materialized views whose definition reads the relation (or, given columns, one of them). */
export function viewsOn(model: SchemaModel, id: RelationId, columns?: readonly ColumnNumber[]): Table[] {
  return led(model, model.leads.readers.get(id)).filter(({ dependsOn }) =>
    dependsOn.some(
      (dependency) =>
        dependency.relation === id &&
        (columns === undefined ||
          dependency.columns === "all" ||
          dependency.columns.some((column) => columns.includes(column))),
    ),
  );
}

export function primaryKeyOf(table: Table): Constraint | undefined {
  return table.constraints.find((constraint) => constraint.kind === "primary key");
}

export function tablesIn(model: SchemaModel, schema: string): Table[] {
  return [...model.relations.values()].filter(isTable).filter((table) => table.schema === schema);
}

export function parentsOf(model: SchemaModel, table: Table): Table[] {
  const ids = [...table.inherits, ...(table.partition ? [table.partition.parent] : [])];
  return ids.flatMap((id) => tableById(model, id) ?? []);
}

/** The parent that the column comes from. */
export function inheritedFrom(model: SchemaModel, table: Table, column: string): Table | undefined {
  return parentsOf(model, table).find((parent) => columnOf(parent, column) !== undefined);
}
