/** Puts relations into the model and takes them out. */
import { tableById } from "./find-relation.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName, type Relation, type RelationId, type Table } from "./relation.ts";

/** Puts a relation in, or another version of it in the place of the one with its id, under its present name. */
export function putRelation<R extends Relation>(model: SchemaModel, relation: R): R {
  keepBefore(model, relation.id);
  const before = model.relations.get(relation.id);
  if (before && (before.name !== relation.name || before.schema !== relation.schema)) {
    const key = qualifiedName(before);
    if (model.relationIds.get(key) === before.id) model.relationIds.delete(key);
    model.dropped.add(key);
  }
  model.relations.set(relation.id, relation);
  model.relationIds.set(qualifiedName(relation), relation.id);
  model.dropped.delete(qualifiedName(relation));
  follow(model, relation);
  return relation;
}

function follow(model: SchemaModel, relation: Relation): void {
  if (relation.kind === "index") {
    const known = model.indexesByTable.get(relation.table) ?? [];
    if (!known.includes(relation.id)) model.indexesByTable.set(relation.table, [...known, relation.id]);
    return;
  }
  if (relation.kind === "sequence") return;
  const { parents, referenced, read } = model.leads;
  for (const parent of relation.inherits) parents.add(parent);
  if (relation.partition) parents.add(relation.partition.parent);
  for (const { references } of relation.constraints) if (references) referenced.add(references.table);
  for (const { relation: source } of relation.dependsOn) read.add(source);
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
