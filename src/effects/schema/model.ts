/** The schema as far as statements (or a live catalog) have said it: a container of immutable objects. */
import type { Node } from "../../sql/nodes.ts";
import type { EventTrigger, Routine } from "./callable.ts";
import { LayeredMap } from "./layered.ts";
import type { Relation, RelationId } from "./relation.ts";
import type { TypeId, UserType } from "./type.ts";

export interface Publication {
  /** The tables that it names; null: no statement said which. */
  readonly tables: readonly RelationId[] | null;
  readonly all: boolean;
  readonly schemas: readonly string[];
  /** UPDATE or DELETE is among what it publishes. */
  readonly changes: boolean;
}

/** Events of deferred triggers, and what SET CONSTRAINTS said, of one transaction. */
export interface PendingTriggers {
  readonly transaction: string;
  /** `always`: there is a row for certain. */
  readonly tables: ReadonlyMap<RelationId, "always" | "on existing rows">;
  /** By constraint, or for all others under "": deferred or not. */
  readonly deferred: ReadonlyMap<string, boolean>;
}

/** The schema as the current change found it: what running code of the previous release relies on. */
export interface SchemaBefore {
  /** Only those that the change touched, as they were; null: it made them. */
  readonly relations: Map<RelationId, Relation | null>;
  readonly types: Map<TypeId, UserType | null>;
  readonly routines: ReadonlyMap<string, readonly Routine[]>;
  readonly schemas: ReadonlyMap<string, number>;
  readonly grants: SchemaModel["grants"];
  readonly publications: SchemaModel["publications"];
}

/**
 * Where to look, so that not all is asked: each relation and type that ever was so, whether or not it still is. The lists
 * are in the order of ids.
 */
export interface Leads {
  /** By table, its indexes. */
  readonly indexes: Map<RelationId, readonly RelationId[]>;
  /** By relation: partitions and inheritance children, and the indexes attached to an index. */
  readonly children: Map<RelationId, readonly RelationId[]>;
  /** By table, those with foreign keys to it. */
  readonly referrers: Map<RelationId, readonly RelationId[]>;
  /** By relation, the views that read it. */
  readonly readers: Map<RelationId, readonly RelationId[]>;
  /** Tables with triggers or row security. */
  readonly guarded: Set<RelationId>;
  /** Tables with a column of a type that is neither built in nor made by a statement: perhaps a table's row type. */
  readonly rowTyped: Set<RelationId>;
  /** Enums that got a label after they were made. */
  readonly extended: Set<TypeId>;
}

/** What a model holds by name or id, relations aside. */
interface Contents {
  types: Map<TypeId, UserType>;
  typeIds: Map<string, TypeId>;
  /** By `schema.name`, one entry an overload. */
  routines: Map<string, readonly Routine[]>;
  /** Schemas that a statement made, with the ordinal of the change that did; `public` is always there. */
  schemas: Map<string, number>;
  /** The functions of operators that statements made, by the operator's name without schema. */
  operators: Map<string, readonly string[]>;
  /** What event triggers run, by their name. */
  eventTriggers: Map<string, EventTrigger>;
  /** Statements that the session has prepared, by name. */
  prepared: Map<string, Node>;
  extensions: Map<string, { readonly schema: string; readonly born: number }>;
  /** Of relations that a statement put elsewhere than the default tablespace, by `schema.name`. */
  tablespaces: Map<string, string>;
  /** The wrapper of each foreign server. */
  servers: Map<string, string>;
  publications: Map<string, Publication>;
  /** Privileges, by object and role. */
  grants: Map<string, ReadonlyMap<string, ReadonlySet<string>>>;
}

type Content = keyof Contents;

type Read<M> = M extends Map<infer K, infer V> ? ReadonlyMap<K, V> : never;

/** One run over migrations mutates its model; `forkModel` gives another run its own. */
export interface SchemaModel extends Readonly<{ [C in Content]: Read<Contents[C]> }> {
  readonly relations: Map<RelationId, Relation>;
  readonly relationIds: Map<string, RelationId>;
  /** What of its contents no other model holds, nor the schema before the change: `toChange` changes that in place. */
  readonly unshared: Set<Content>;
  /** Roles that row security does not hold for. */
  readonly bypassing: Set<string>;
  readonly leads: Leads;
  /** Deferred triggers that wait for the end of the open transaction; null: none. Never changed in place. */
  pending: PendingTriggers | null;
  before: SchemaBefore;
  /** A statement has made a temporary relation. */
  temporary: boolean;
  /** Keys of relations that a statement dropped: absent for certain. */
  readonly dropped: Set<string>;
  searchPath: readonly string[];
  /** As SET ROLE or SET SESSION AUTHORIZATION said; null: the role that connects. */
  role: string | null;
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
    unshared: new Set(),
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
    grants: new Map(),
    bypassing: new Set(["postgres", "service_role", "supabase_admin"]),
    leads: {
      indexes: new Map(),
      children: new Map(),
      referrers: new Map(),
      readers: new Map(),
      guarded: new Set(),
      rowTyped: new Set(),
      extended: new Set(),
    },
    before: {
      relations: new Map(),
      types: new Map(),
      routines: new Map(),
      schemas: new Map(),
      grants: new Map(),
      publications: new Map(),
    },
    temporary: false,
    dropped: new Set(),
    searchPath: DEFAULT_SEARCH_PATH,
    role: null,
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

/** An independent copy: what either changes later, the other does not see. */
export function forkModel(model: SchemaModel): SchemaModel {
  model.unshared.clear();
  const { indexes, children, referrers, readers, guarded, rowTyped, extended } = model.leads;
  return {
    ...model,
    unshared: new Set(),
    relations: new Map(model.relations),
    relationIds: new Map(model.relationIds),
    bypassing: new Set(model.bypassing),
    dropped: new Set(model.dropped),
    leads: {
      indexes: new Map(indexes),
      children: new Map(children),
      referrers: new Map(referrers),
      readers: new Map(readers),
      guarded: new Set(guarded),
      rowTyped: new Set(rowTyped),
      extended: new Set(extended),
    },
    before: {
      ...model.before,
      relations: new Map(model.before.relations),
      types: new Map(model.before.types),
    },
  };
}

/**
 * What the model would become: to be changed and thrown away while the given one stays as it is. It costs little, however
 * much there is.
 */
export function trialOf(model: SchemaModel): SchemaModel {
  const { indexes, children, referrers, readers, guarded, rowTyped, extended } = model.leads;
  return {
    ...model,
    unshared: new Set(),
    relations: new LayeredMap(model.relations),
    relationIds: new LayeredMap(model.relationIds),
    bypassing: new Set(model.bypassing),
    dropped: new Set(model.dropped),
    leads: {
      indexes: new LayeredMap(indexes),
      children: new LayeredMap(children),
      referrers: new LayeredMap(referrers),
      readers: new LayeredMap(readers),
      guarded: new Set(guarded),
      rowTyped: new Set(rowTyped),
      extended: new Set(extended),
    },
    before: {
      ...model.before,
      relations: new LayeredMap(model.before.relations),
      types: new LayeredMap(model.before.types),
    },
  };
}

/** A map of the model's contents, to be changed: copied first where others hold it, too. */
export function toChange<C extends Content>(model: SchemaModel, content: C): Contents[C] {
  const contents = model as unknown as Contents;
  if (!model.unshared.has(content)) {
    contents[content] = new Map(contents[content] as Map<unknown, unknown>) as Contents[C];
    model.unshared.add(content);
  }
  return contents[content];
}

const HELD_BEFORE = ["routines", "schemas", "grants", "publications"] as const satisfies Content[];

/** A change starts: what exists now is not new any more. */
export function markModel(model: SchemaModel): void {
  model.change++;
  model.replica = false;
  const { routines, schemas, grants, publications } = model;
  model.before = { routines, schemas, grants, publications, relations: new Map(), types: new Map() };
  for (const content of HELD_BEFORE) model.unshared.delete(content);
}

/** Settings of the session end. */
export function resetSession(model: SchemaModel): void {
  model.searchPath = DEFAULT_SEARCH_PATH;
  model.role = null;
  model.timeZone = null;
  model.checksBodies = true;
  if (model.prepared.size > 0) toChange(model, "prepared").clear();
}
