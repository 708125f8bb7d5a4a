/** Relations as the current change found them. */
import type { SchemaModel } from "./model.ts";
import { qualifiedName, type Relation, type RelationId } from "./relation.ts";

/** The relation as the change found it; undefined: the change made it. */
export function relationBefore(model: SchemaModel, id: RelationId): Relation | undefined {
  const { relations } = model.before;
  return relations.has(id) ? (relations.get(id) ?? undefined) : model.relations.get(id);
}

/** The relation that had a name, `schema.name`, when the change began. */
export function relationBeforeAt(model: SchemaModel, key: string): Relation | undefined {
  for (const relation of model.before.relations.values()) {
    if (relation && qualifiedName(relation) === key) return relation;
  }
  const id = model.relationIds.get(key);
  return id === undefined || model.before.relations.has(id) ? undefined : model.relations.get(id);
}
