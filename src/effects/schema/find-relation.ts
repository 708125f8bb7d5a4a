/** What the names of relations mean: which relation has one, where CREATE puts one, and whether it is surely free. */
import { functionsOfExtension } from "../../postgres/volatility.ts";
import type { RangeVar } from "../../sql/nodes.ts";
import type { SchemaModel } from "./model.ts";
import { isTable, qualifiedName, type Relation, type RelationId, type Table } from "./relation.ts";

export interface Name {
  readonly schema: string;
  readonly name: string;
}

/** The part of a RangeVar that names. */
export type NameInput = Pick<RangeVar, "schemaname" | "relname" | "relpersistence">;

/** What a name means: the existing relation of that name on the search path, else `public`. */
export function resolveName(model: SchemaModel, input: NameInput): Name {
  const name = input.relname ?? "";
  if (input.schemaname) return { schema: input.schemaname, name };
  if (model.temporary && model.relationIds.has(`pg_temp.${name}`)) return { schema: "pg_temp", name };
  for (const schema of model.searchPath) {
    if (model.relationIds.has(`${schema}.${name}`)) return { schema, name };
  }
  return { schema: "public", name };
}

/** Where CREATE puts an unqualified name: pg_temp for a temporary one, else the first schema of the search path. */
export function creationName(model: SchemaModel, input: NameInput): Name {
  const name = input.relname ?? "";
  if (input.relpersistence === "t") return { schema: "pg_temp", name };
  if (input.schemaname) return { schema: input.schemaname, name };
  return { schema: creationSchema(model), name };
}

export function creationSchema(model: SchemaModel): string {
  return model.searchPath[0] ?? "public";
}

export function findRelation(model: SchemaModel, input: NameInput): Relation | undefined {
  return relationAt(model, qualifiedName(resolveName(model, input)));
}

/** By `schema.name`. */
export function relationAt(model: SchemaModel, key: string): Relation | undefined {
  const id = model.relationIds.get(key);
  return id === undefined ? undefined : model.relations.get(id);
}

export function findTable(model: SchemaModel, input: NameInput): Table | undefined {
  const relation = findRelation(model, input);
  return isTable(relation) ? relation : undefined;
}

export function tableById(model: SchemaModel, id: RelationId | undefined): Table | undefined {
  const relation = id === undefined ? undefined : model.relations.get(id);
  return isTable(relation) ? relation : undefined;
}

/** Whether the relation was made by the current change. */
export function isNewRelation(model: SchemaModel, relation: { readonly born: number } | undefined): boolean {
  return relation !== undefined && relation.born === model.change;
}

/** Every table-like relation. */
export function* tables(model: SchemaModel): Iterable<Table> {
  for (const relation of model.relations.values()) if (isTable(relation)) yield relation;
}

/** The relation is not there for certain: it was dropped, or the model is complete, knows its schema and never saw it. */
export function isAbsent(model: SchemaModel, name: Name): boolean {
  const key = qualifiedName(name);
  if (model.relationIds.has(key)) return false;
  if (model.dropped.has(key)) return true;
  return model.complete && !model.elsewhere.has(key) && isSeenThrough(model, name);
}

/**
 * Whether all relations of the schema are known. Those of a schema that no statement made are the server's, or those of
 * the platform that the database runs on; an extension may bring some.
 */
function isSeenThrough(model: SchemaModel, { schema, name }: Name): boolean {
  if (schema !== "pg_temp" && !model.schemas.has(schema)) return false;
  if (isSystem({ schema, name })) return false;
  return ![...model.extensions].some(([extension, at]) => at.schema === schema && bringsRelations(extension));
}

/** Of the extensions that were measured, none brings relations but such as pg_stat_statements. */
function bringsRelations(extension: string): boolean {
  return extension !== "vector" && functionsOfExtension(extension).size === 0;
}

/** The name of a system catalog or view, or one that is made like theirs. */
export function isSystem({ schema, name }: Name): boolean {
  return schema === "pg_catalog" || schema === "information_schema" || /^pg_/.test(name);
}

/** As `isAbsent`, and nothing that was not seen can have made it. */
export function isSurelyAbsent(model: SchemaModel, name: Name): boolean {
  return isAbsent(model, name) && !model.opaque;
}
