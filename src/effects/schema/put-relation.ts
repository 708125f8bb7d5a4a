/** Puts relations into the model and takes them out. */
import { tableById } from "./find-relation.ts";
import type { SchemaModel } from "./model.ts";
import { isTable, qualifiedName, type Relation, type RelationId, type Table } from "./relation.ts";
import type { ColumnType } from "./type.ts";

/** Puts a relation in, or another version of it in the place of the one with its id, under its present name. */
export function putRelation<R extends Relation>(model: SchemaModel, relation: R): R {
  keepBefore(model, relation.id);
  const before = model.relations.get(relation.id);
  const key = qualifiedName(relation);
  if (before && (before.name !== relation.name || before.schema !== relation.schema)) {
    const former = qualifiedName(before);
    if (model.relationIds.get(former) === before.id) model.relationIds.delete(former);
    model.dropped.add(former);
  }
  model.relations.set(relation.id, relation);
  if (model.relationIds.get(key) !== relation.id) model.relationIds.set(key, relation.id);
  if (relation.schema === "pg_temp") model.temporary = true;
  if (model.dropped.size > 0) model.dropped.delete(key);
  follow(model, relation, before);
  return relation;
}

/** Notes where the relation is to be looked for; what it has in common with its last version was noted then. */
function follow({ leads }: SchemaModel, relation: Relation, before: Relation | undefined): void {
  const { id } = relation;
  if (relation.kind === "index") {
    lead(leads.indexes, relation.table, id);
    if (relation.parent !== null) lead(leads.children, relation.parent, id);
    return;
  }
  if (relation.kind === "sequence") return;
  const { triggers, rowSecurity, partition } = relation;
  if (triggers.length > 0 || rowSecurity.enabled) leads.guarded.add(id);
  if (partition) lead(leads.children, partition.parent, id);
  for (const parent of relation.inherits) lead(leads.children, parent, id);
  const was = isTable(before) ? before : undefined;
  if (relation.dependsOn !== was?.dependsOn)
    for (const { relation: source } of relation.dependsOn) lead(leads.readers, source, id);
  if (relation.constraints !== was?.constraints)
    for (const { references } of relation.constraints)
      if (references) lead(leads.referrers, references.table, id);
  if (relation.columns !== was?.columns && relation.columns.some(({ type }) => isUnknown(type)))
    leads.rowTyped.add(id);
}

function lead(leads: Map<RelationId, readonly RelationId[]>, from: RelationId, to: RelationId): void {
  const known = leads.get(from) ?? [];
  if (!known.includes(to))
    leads.set(
      from,
      [...known, to].sort((a, b) => a - b),
    );
}

function isUnknown(type: ColumnType | null): boolean {
  return type !== null && type.id === null && type.schema !== "pg_catalog";
}

export function removeRelation(model: SchemaModel, relation: Relation): void {
  keepBefore(model, relation.id);
  model.relations.delete(relation.id);
  const key = qualifiedName(relation);
  if (model.relationIds.get(key) === relation.id) model.relationIds.delete(key);
  model.dropped.add(key);
}

/** Changes what is known of a relation that is there. */
export function updateTable(model: SchemaModel, id: RelationId, change: Partial<Table>): void {
  const table = tableById(model, id);
  if (table) putRelation(model, { ...table, ...change });
}

/** Remembers a relation as the change found it, before its first touch. */
function keepBefore(model: SchemaModel, id: RelationId): void {
  const { relations } = model.before;
  if (!relations.has(id)) relations.set(id, model.relations.get(id) ?? null);
}
