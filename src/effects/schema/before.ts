/** The schema as the current change found it: what running code of the previous release relies on. */
import type { Routine } from "./callable.ts";
import type { Grants } from "./grants.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName, type Relation, type RelationId } from "./relation.ts";
import type { TypeId, UserType } from "./type.ts";

/** Of relations only those that the change touched, as they were; null: it made them. */
export interface Before {
  readonly relations: Map<RelationId, Relation | null>;
  readonly types: ReadonlyMap<TypeId, UserType>;
  readonly routines: ReadonlyMap<string, readonly Routine[]>;
  readonly schemas: ReadonlyMap<string, number>;
  readonly grants: Grants;
  readonly publications: SchemaModel["publications"];
  readonly publishing: SchemaModel["publishing"];
}

/** Nothing: of a model that is empty. */
export function nothingBefore(): Before {
  return {
    relations: new Map(),
    types: new Map(),
    routines: new Map(),
    schemas: new Map(),
    grants: new Map(),
    publications: new Map(),
    publishing: new Map(),
  };
}

/** A change begins. */
export function beforeNow(now: Omit<Before, "relations">): Before {
  return {
    relations: new Map(),
    types: new Map(now.types),
    routines: new Map(now.routines),
    schemas: new Map(now.schemas),
    grants: new Map(now.grants),
    publications: new Map(now.publications),
    publishing: new Map(now.publishing),
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
