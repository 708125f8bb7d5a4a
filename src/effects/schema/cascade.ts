/** What goes along when an object is dropped (pg_depend): by itself, or only with CASCADE. */

import type { Node } from "../../sql/nodes.ts";
import { as, walk } from "../../sql/nodes.ts";
import { functionNamesIn } from "./expression.ts";
import { tableById, tables } from "./find-relation.ts";
import type { Gone } from "./gone.ts";
import {
  childrenOf,
  columnAt,
  columnOf,
  constraintOf,
  type ForeignKey,
  foreignKeysTo,
  indexColumns,
  indexesOf,
  sequencesOf,
  viewsOn,
} from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import {
  type ColumnNumber,
  type Constraint,
  qualifiedName,
  type RelationId,
  type Sequence,
  type Table,
} from "./relation.ts";

/** A table, view, index or sequence. */
export function closeRelation(model: SchemaModel, gone: Gone, id: RelationId): void {
  const relation = model.relations.get(id);
  if (!relation || gone.relations.has(id)) return;
  gone.relations.add(id);
  if (relation.kind === "sequence") {
    closeDefaultsOf(model, gone, relation);
    return;
  }
  if (relation.kind === "index") {
    for (const other of model.relations.values()) {
      if (other.kind === "index" && other.parent === id) closeRelation(model, gone, other.id);
    }
    const table = tableById(model, relation.table);
    const constraint = relation.constraint === null ? undefined : constraintOf(table, relation.constraint);
    if (table && constraint) closeConstraint(model, gone, table, constraint);
    return;
  }
  for (const index of indexesOf(model, id)) gone.relations.add(index.id);
  for (const sequence of sequencesOf(model, id)) closeRelation(model, gone, sequence.id);
  for (const constraint of relation.constraints) gone.constraints.push({ table: relation, constraint });
  for (const { table, constraint } of keysToRowsOf(model, relation)) {
    if (table.id === id || has(gone, table, constraint)) continue;
    if (!isPartitionOf(model, table, gone)) {
      gone.blockers.push({ object: `constraint ${constraint.name} on table`, name: qualifiedName(table) });
    }
    gone.constraints.push({ table, constraint });
  }
  for (const view of viewsOn(model, id)) closeView(model, gone, view);
  for (const child of childrenOf(model, id)) {
    if (child.partition?.parent !== id) gone.blockers.push({ object: "table", name: qualifiedName(child) });
    closeRelation(model, gone, child.id);
  }
}

/** A foreign key to a partitioned table refers to the rows of each partition. */
function keysToRowsOf(model: SchemaModel, table: Table): ForeignKey[] {
  const parent = tableById(model, table.partition?.parent);
  return [...foreignKeysTo(model, table.id), ...(parent ? keysToRowsOf(model, parent) : [])];
}

/** The table goes along itself, by way of its parent. */
function isPartitionOf(model: SchemaModel, table: Table, gone: Gone): boolean {
  for (let at: Table | undefined = table; at; at = tableById(model, at.partition?.parent)) {
    if (gone.relations.has(at.id)) return true;
  }
  return false;
}

function has(gone: Gone, table: Table, constraint: Constraint): boolean {
  return gone.constraints.some((it) => it.table.id === table.id && it.constraint.name === constraint.name);
}

export function closeView(model: SchemaModel, gone: Gone, view: Table): void {
  if (gone.relations.has(view.id)) return;
  gone.blockers.push({ object: view.kind, name: qualifiedName(view) });
  closeRelation(model, gone, view.id);
}

export function closeColumn(model: SchemaModel, gone: Gone, table: Table, number: ColumnNumber): void {
  if (gone.columns.some((it) => it.table === table.id && it.column === number)) return;
  gone.columns.push({ table: table.id, column: number });
  for (const index of indexesOf(model, table.id)) {
    if (indexColumns(index).has(number) && index.constraint === null) gone.relations.add(index.id);
  }
  for (const constraint of table.constraints) {
    if (constraint.columns.includes(number)) closeConstraint(model, gone, table, constraint);
  }
  for (const sequence of sequencesOf(model, table.id, number)) closeRelation(model, gone, sequence.id);
  for (const other of table.columns) {
    if (!other.generated?.expression.columns.includes(number)) continue;
    gone.generated.push({ object: `column ${other.name} of table`, name: qualifiedName(table) });
    closeColumn(model, gone, table, other.number);
  }
  for (const view of viewsOn(model, table.id, [number])) closeView(model, gone, view);
  for (const policy of table.policies) {
    if (!mentions(policy.dependsOn, table.id, number)) continue;
    gone.blockers.push({ object: `policy ${policy.name} on table`, name: qualifiedName(table) });
    gone.policies.push({ table: table.id, name: policy.name });
  }
  for (const trigger of table.triggers) {
    if (!trigger.columns.includes(number)) continue;
    gone.blockers.push({ object: `trigger ${trigger.name} on table`, name: qualifiedName(table) });
    gone.triggers.push({ table: table.id, name: trigger.name });
  }
  const name = columnAt(table, number)?.name;
  for (const child of childrenOf(model, table.id)) {
    const same = name === undefined ? undefined : columnOf(child, name);
    if (same) closeColumn(model, gone, child, same.number);
  }
}

function mentions(dependencies: Table["dependsOn"], id: RelationId, column: ColumnNumber): boolean {
  return dependencies.some(
    (it) => it.relation === id && (it.columns === "all" || it.columns.includes(column)),
  );
}

export function closeConstraint(model: SchemaModel, gone: Gone, table: Table, constraint: Constraint): void {
  if (has(gone, table, constraint)) return;
  gone.constraints.push({ table, constraint });
  if (constraint.index !== null) gone.relations.add(constraint.index);
  if (constraint.kind === "primary key" || constraint.kind === "unique") {
    for (const key of foreignKeysTo(model, table.id)) {
      if (!usesKey(table, constraint, key.constraint) || has(gone, key.table, key.constraint)) continue;
      gone.blockers.push({
        object: `constraint ${key.constraint.name} on table`,
        name: qualifiedName(key.table),
      });
      closeConstraint(model, gone, key.table, key.constraint);
    }
  }
  for (const child of childrenOf(model, table.id)) {
    const same = inherited(model, constraint, child);
    if (same) closeConstraint(model, gone, child, same);
  }
}

/** The child's copy of a constraint: a key by its index, the others by name. */
function inherited(model: SchemaModel, constraint: Constraint, child: Table): Constraint | undefined {
  if (constraint.noInherit) return undefined;
  if (constraint.index === null) return constraintOf(child, constraint.name);
  return child.constraints.find((it) => {
    const index = it.index === null ? undefined : model.relations.get(it.index);
    return index?.kind === "index" && index.parent === constraint.index;
  });
}

/** Whether a foreign key refers to this very key; several keys on the same columns count as the first of them. */
export function usesKey(table: Table, key: Constraint, foreign: Constraint): boolean {
  const wanted = foreign.references?.columns ?? [];
  const fits = (it: Constraint) =>
    (it.kind === "primary key" || it.kind === "unique") &&
    it.columns.length === wanted.length &&
    it.columns.every((column) => wanted.includes(column));
  return fits(key) && table.constraints.find(fits) === key;
}

/** Defaults that call nextval on the sequence. */
function closeDefaultsOf(model: SchemaModel, gone: Gone, sequence: Sequence): void {
  const owner = sequence.ownedBy;
  for (const table of tables(model)) {
    if (gone.relations.has(table.id)) continue;
    for (const { number, name, default: expression } of table.columns) {
      if (typeof expression !== "object" || lostWith(gone, table.id, number)) continue;
      const owned = owner?.table === table.id && owner.column === number && callsNextval(expression);
      if (!owned && !namesSequence(expression, sequence)) continue;
      gone.blockers.push({ object: `default value for column ${name} of table`, name: qualifiedName(table) });
      gone.defaults.push({ table: table.id, column: number });
    }
  }
}

function lostWith(gone: Gone, table: RelationId, column: ColumnNumber): boolean {
  return gone.columns.some((it) => it.table === table && it.column === column);
}

function callsNextval(expression: Node): boolean {
  return functionNamesIn(expression).includes("nextval");
}

function namesSequence(expression: Node, sequence: Sequence): boolean {
  let found = false;
  walk(expression, (node) => {
    const text = as(node, "A_Const")?.sval?.sval?.replaceAll('"', "");
    if (text === qualifiedName(sequence) || text === sequence.name) found = true;
    return !found;
  });
  return found;
}
