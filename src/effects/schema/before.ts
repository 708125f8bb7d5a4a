/** The schema as the current change found it: what running code of the previous release relies on. */
import type { Routine } from "./callable.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName, type Relation, type RelationId } from "./relation.ts";
import type { TypeId, UserType } from "./type.ts";

/** Of relations only those that the change touched, as they were; null: it made them. */
export interface Before {
  readonly relations: Map<RelationId, Relation | null>;
  readonly types: ReadonlyMap<TypeId, UserType>;
  readonly routines: ReadonlyMap<string, readonly Routine[]>;
  readonly schemas: ReadonlyMap<string, number>;
}

/** A change begins. */
export function beforeNow({ types, routines, schemas }: Omit<Before, "relations">): Before {
  return {
    relations: new Map(),
    types: new Map(types),
    routines: new Map(routines),
    schemas: new Map(schemas),
  };
}

/** Remembers a relation as the change found it, before its first touch. */
export function keepBefore(model: SchemaModel, id: RelationId): void {
  const { relations } = model.before;
  if (!relations.has(id)) relations.set(id, model.relations.get(id) ?? null);
}

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
