/** What goes along when an object is dropped (pg_depend): by itself, or only with CASCADE. */

import { as, type Node, walk } from "../../sql/nodes.ts";
import { functionNamesIn } from "./expression.ts";
import { tableById, tables } from "./find-relation.ts";
import {
  attachedTo,
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
import type { Removal } from "./removal.ts";

/** A table, view, index or sequence. */
export function cascadeToRelation(model: SchemaModel, removal: Removal, id: RelationId): void {
  const relation = model.relations.get(id);
  if (!relation || removal.relations.has(id)) return;
  removal.relations.add(id);
  if (relation.kind === "sequence") {
    cascadeToDefaultsOf(model, removal, relation);
    return;
  }
  if (relation.kind === "index") {
    for (const other of attachedTo(model, id)) cascadeToRelation(model, removal, other.id);
    const table = tableById(model, relation.table);
    const constraint = relation.constraint === null ? undefined : constraintOf(table, relation.constraint);
    if (table && constraint) cascadeToConstraint(model, removal, table, constraint);
    return;
  }
  for (const index of indexesOf(model, id)) removal.relations.add(index.id);
  for (const sequence of sequencesOf(model, id)) cascadeToRelation(model, removal, sequence.id);
  for (const constraint of relation.constraints) removal.constraints.push({ table: relation, constraint });
  for (const { table, constraint } of keysToRowsOf(model, relation)) {
    if (table.id === id || has(removal, table, constraint)) continue;
    if (!isPartitionOf(model, table, removal)) {
      removal.blockers.push({ object: `constraint ${constraint.name} on table`, name: qualifiedName(table) });
    }
    removal.constraints.push({ table, constraint });
  }
  for (const view of viewsOn(model, id)) cascadeToView(model, removal, view);
  for (const child of childrenOf(model, id)) {
    if (child.partition?.parent !== id)
      removal.blockers.push({ object: "table", name: qualifiedName(child) });
    cascadeToRelation(model, removal, child.id);
  }
}

/** A foreign key to a partitioned table refers to the rows of each partition. */
function keysToRowsOf(model: SchemaModel, table: Table): ForeignKey[] {
  const parent = tableById(model, table.partition?.parent);
  return [...foreignKeysTo(model, table.id), ...(parent ? keysToRowsOf(model, parent) : [])];
}

/** The table goes along itself, by way of its parent. */
function isPartitionOf(model: SchemaModel, table: Table, removal: Removal): boolean {
  for (let at: Table | undefined = table; at; at = tableById(model, at.partition?.parent)) {
    if (removal.relations.has(at.id)) return true;
  }
  return false;
}

function has(removal: Removal, table: Table, constraint: Constraint): boolean {
  return removal.constraints.some((it) => it.table.id === table.id && it.constraint.name === constraint.name);
}

export function cascadeToView(model: SchemaModel, removal: Removal, view: Table): void {
  if (removal.relations.has(view.id)) return;
  removal.blockers.push({ object: view.kind, name: qualifiedName(view) });
  cascadeToRelation(model, removal, view.id);
}

/** `only`: children keep it, as a column of their own. */
export function cascadeToColumn(
  model: SchemaModel,
  removal: Removal,
  table: Table,
  number: ColumnNumber,
  only = false,
): void {
  if (removal.columns.some((it) => it.table === table.id && it.column === number)) return;
  removal.columns.push({ table: table.id, column: number });
  for (const index of indexesOf(model, table.id)) {
    if (indexColumns(index).has(number) && index.constraint === null) removal.relations.add(index.id);
  }
  for (const constraint of table.constraints) {
    if (constraint.columns.includes(number)) cascadeToConstraint(model, removal, table, constraint);
  }
  for (const sequence of sequencesOf(model, table.id, number)) cascadeToRelation(model, removal, sequence.id);
  for (const other of table.columns) {
    if (!other.generated?.expression.columns.includes(number)) continue;
    removal.generated.push({ object: `column ${other.name} of table`, name: qualifiedName(table) });
    cascadeToColumn(model, removal, table, other.number);
  }
  for (const view of viewsOn(model, table.id, [number])) cascadeToView(model, removal, view);
  for (const policy of table.policies) {
    if (!mentions(policy.dependsOn, table.id, number)) continue;
    removal.blockers.push({ object: `policy ${policy.name} on table`, name: qualifiedName(table) });
    removal.policies.push({ table: table.id, name: policy.name });
  }
  for (const trigger of table.triggers) {
    if (!trigger.columns.includes(number)) continue;
    removal.blockers.push({ object: `trigger ${trigger.name} on table`, name: qualifiedName(table) });
    removal.triggers.push({ table: table.id, name: trigger.name });
  }
  if (only) return;
  const name = columnAt(table, number)?.name;
  for (const child of childrenOf(model, table.id)) {
    const same = name === undefined ? undefined : columnOf(child, name);
    if (same) cascadeToColumn(model, removal, child, same.number);
  }
}

function mentions(dependencies: Table["dependsOn"], id: RelationId, column: ColumnNumber): boolean {
  return dependencies.some(
    (it) => it.relation === id && (it.columns === "all" || it.columns.includes(column)),
  );
}

export function cascadeToConstraint(
  model: SchemaModel,
  removal: Removal,
  table: Table,
  constraint: Constraint,
): void {
  if (has(removal, table, constraint)) return;
  removal.constraints.push({ table, constraint });
  if (constraint.index !== null) removal.relations.add(constraint.index);
  if (constraint.kind === "primary key" || constraint.kind === "unique") {
    for (const key of foreignKeysTo(model, table.id)) {
      if (!usesKey(table, constraint, key.constraint) || has(removal, key.table, key.constraint)) continue;
      removal.blockers.push({
        object: `constraint ${key.constraint.name} on table`,
        name: qualifiedName(key.table),
      });
      cascadeToConstraint(model, removal, key.table, key.constraint);
    }
  }
  for (const child of childrenOf(model, table.id)) {
    const same = inherited(model, constraint, child);
    if (same) cascadeToConstraint(model, removal, child, same);
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
function cascadeToDefaultsOf(model: SchemaModel, removal: Removal, sequence: Sequence): void {
  const owner = sequence.ownedBy;
  for (const table of tables(model)) {
    if (removal.relations.has(table.id)) continue;
    for (const { number, name, default: expression } of table.columns) {
      if (typeof expression !== "object" || lostWith(removal, table.id, number)) continue;
      const owned = owner?.table === table.id && owner.column === number && callsNextval(expression);
      if (!owned && !namesSequence(expression, sequence)) continue;
      removal.blockers.push({
        object: `default value for column ${name} of table`,
        name: qualifiedName(table),
      });
      removal.defaults.push({ table: table.id, column: number });
    }
  }
}

function lostWith(removal: Removal, table: RelationId, column: ColumnNumber): boolean {
  return removal.columns.some((it) => it.table === table && it.column === column);
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
