/** Relations and types as the current change found them. */
import type { SchemaModel } from "./model.ts";
import { qualifiedName, type Relation, type RelationId } from "./relation.ts";
import type { TypeId, UserType } from "./type.ts";

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

/** The type as the change found it; undefined: the change made it. */
export function typeBefore(model: SchemaModel, id: TypeId): UserType | undefined {
  const { types } = model.before;
  return types.has(id) ? (types.get(id) ?? undefined) : model.types.get(id);
}

/** All types as the change found them, in the order in which they were made. */
export function typesBefore(model: SchemaModel): UserType[] {
  const { types } = model.before;
  const untouched = [...model.types.values()].filter(({ id }) => !types.has(id));
  const touched = [...types.values()].flatMap((type) => type ?? []);
  return [...untouched, ...touched].sort((a, b) => a.id - b.id);
}
