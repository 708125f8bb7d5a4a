/** The schema as far as statements (or a live catalog) have said it: a container of immutable objects. */
import { functionsOfExtension } from "../../postgres/volatility.ts";
import type { Node, RangeVar } from "../../sql/nodes.ts";
import { type Before, beforeNow, keepBefore, nothingBefore } from "./before.ts";
import type { EventTrigger, Routine } from "./callable.ts";
import type { Pending } from "./pending.ts";
import type { Relation, RelationId, Table } from "./relation.ts";
import { isTable, qualifiedName } from "./relation.ts";
import type { Publishing } from "./replica-identity.ts";
import type { TypeId, UserType } from "./type.ts";

/** One run over migrations mutates its model; `forkModel` gives another run its own. */
export interface SchemaModel {
  readonly relations: Map<RelationId, Relation>;
  readonly relationIds: Map<string, RelationId>;
  readonly types: Map<TypeId, UserType>;
  readonly typeIds: Map<string, TypeId>;
  /** By `schema.name`, one entry an overload. */
  readonly routines: Map<string, readonly Routine[]>;
  /** Schemas that a statement made, with the ordinal of the change that did; `public` is always there. */
  readonly schemas: Map<string, number>;
  /** The functions of operators that statements made, by the operator's name without schema. */
  readonly operators: Map<string, readonly string[]>;
  /** What event triggers run, by their name. */
  readonly eventTriggers: Map<string, EventTrigger>;
  /** Statements that the session has prepared, by name. */
  readonly prepared: Map<string, Node>;
  readonly extensions: Map<string, { readonly schema: string; readonly born: number }>;
  /** Of relations that a statement put elsewhere than the default tablespace, by `schema.name`. */
  readonly tablespaces: Map<string, string>;
  /** The wrapper of each foreign server. */
  readonly servers: Map<string, string>;
  /** The tables that are named in a publication, by its name. */
  readonly publications: Map<string, readonly RelationId[]>;
  readonly publishing: Map<string, Publishing>;
  /** Privileges, by object and role. */
  readonly grants: Map<string, ReadonlyMap<string, ReadonlySet<string>>>;
  /** Roles that row security does not hold for. */
  readonly bypassing: Set<string>;
  /** Where to look, so that not all is asked: a table's indexes, and what was ever inherited from, referred to or read. */
  readonly indexesByTable: Map<RelationId, readonly RelationId[]>;
  readonly leads: {
    readonly parents: Set<RelationId>;
    readonly referenced: Set<RelationId>;
    readonly read: Set<RelationId>;
  };
  /** Deferred triggers that wait for the end of the open transaction; null: none. Never changed in place. */
  pending: Pending | null;
  /** The schema as the current change found it: what running code of the previous release relies on. */
  before: Before;
  /** Keys of relations that a statement dropped: absent for certain. */
  readonly dropped: Set<string>;
  searchPath: readonly string[];
  /** The session's TimeZone as a statement set it; null: not set. */
  timeZone: string | null;
  /** The body of a function in SQL is looked at when it is made (check_function_bodies). */
  checksBodies: boolean;
  /** Every statement since the empty database was seen, so what is not here does not exist. */
  complete: boolean;
  /** `schema.name` of relations that are known to exist although no statement made them. */
  readonly elsewhere: ReadonlySet<string>;
  /** A statement was applied whose doing is not seen (DO, CALL, a function): it may have made or dropped anything. */
  opaque: boolean;
  /** The change has set session_replication_role to replica, and not back. */
  replica: boolean;
  /** The ordinal of the current change; what was born in it is new. */
  change: number;
  nextId: number;
}

export const DEFAULT_SEARCH_PATH: readonly string[] = ["public"];

/**
 * An empty model. `complete` says that every statement since the empty database will be applied: then a name that
 * is not found does not exist; otherwise it is unknown.
 */
export function createModel(options: {
  readonly complete: boolean;
  readonly elsewhere?: ReadonlySet<string>;
}): SchemaModel {
  return {
    relations: new Map(),
    relationIds: new Map(),
    types: new Map(),
    typeIds: new Map(),
    routines: new Map(),
    schemas: new Map([["public", 0]]),
    operators: new Map(),
    eventTriggers: new Map(),
    prepared: new Map(),
    extensions: new Map(),
    tablespaces: new Map(),
    servers: new Map(),
    publications: new Map(),
    publishing: new Map(),
    grants: new Map(),
    bypassing: new Set(["postgres", "service_role", "supabase_admin"]),
    indexesByTable: new Map(),
    leads: { parents: new Set(), referenced: new Set(), read: new Set() },
    before: nothingBefore(),
    dropped: new Set(),
    searchPath: DEFAULT_SEARCH_PATH,
    timeZone: null,
    checksBodies: true,
    complete: options.complete,
    elsewhere: options.elsewhere ?? new Set(),
    opaque: false,
    replica: false,
    pending: null,
    change: 1,
    nextId: 1,
  };
}

/** An independent copy. */
export function forkModel(model: SchemaModel): SchemaModel {
  return {
    ...model,
    relations: new Map(model.relations),
    relationIds: new Map(model.relationIds),
    types: new Map(model.types),
    typeIds: new Map(model.typeIds),
    routines: new Map(model.routines),
    schemas: new Map(model.schemas),
    operators: new Map(model.operators),
    eventTriggers: new Map(model.eventTriggers),
    prepared: new Map(model.prepared),
    extensions: new Map(model.extensions),
    tablespaces: new Map(model.tablespaces),
    servers: new Map(model.servers),
    publications: new Map(model.publications),
    publishing: new Map(model.publishing),
    grants: new Map(model.grants),
    bypassing: new Set(model.bypassing),
    indexesByTable: new Map(model.indexesByTable),
    leads: {
      parents: new Set(model.leads.parents),
      referenced: new Set(model.leads.referenced),
      read: new Set(model.leads.read),
    },
    before: { ...model.before, relations: new Map(model.before.relations) },
    dropped: new Set(model.dropped),
  };
}

/** A change starts: what exists now is not new any more. */
export function markModel(model: SchemaModel): void {
  model.change++;
  model.replica = false;
  model.before = beforeNow(model);
}

/** Settings of the session end. */
export function resetSession(model: SchemaModel): void {
  model.searchPath = DEFAULT_SEARCH_PATH;
  model.timeZone = null;
  model.checksBodies = true;
  model.prepared.clear();
}

export interface Name {
  readonly schema: string;
  readonly name: string;
}

/** The part of a RangeVar that names. */
export type NameInput = Pick<RangeVar, "schemaname" | "relname" | "relpersistence">;

function searchedSchemas(model: SchemaModel): readonly string[] {
  return ["pg_temp", ...model.searchPath];
}

/** What a name means: the existing relation of that name on the search path, else `public`. */
export function resolveName(model: SchemaModel, input: NameInput): Name {
  const name = input.relname ?? "";
  if (input.schemaname) return { schema: input.schemaname, name };
  for (const schema of searchedSchemas(model)) {
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
