import type { LockMode } from "../postgres/lock-mode.ts";
import type { Break } from "./breaks.ts";
import type { Scan } from "./scans.ts";

export type { Break, BrokenObject, ByBreak } from "./breaks.ts";
export type { Scan, ScanReason } from "./scans.ts";

/**
 * Where an effect is known from: the measured catalogue, the rehearsal, both; or `assumed`, the worst that is
 * possible where the schema does not say.
 */
export type Evidence = "catalogue" | "rehearsal" | "both" | "assumed";

/** What a locked relation is to the statement. */
export const LOCK_ROLES = [
  "target",
  "referenced",
  "referencing",
  "parent",
  "partition",
  "default partition",
  "child",
  "dependent",
  "index",
  "sequence",
  "source",
] as const;

export type LockRole = (typeof LOCK_ROLES)[number];

interface Common {
  /** `schema.name` as in pg_class, unquoted. */
  readonly relation: string;
  /** The relation did not exist before the change (`check`) or before the statement (`locks`). */
  readonly isNew: boolean;
  readonly evidence: Evidence;
}

export interface LockEffect extends Common {
  readonly kind: "lock";
  readonly mode: LockMode;
  readonly role: LockRole;
}

/** Every row of the table is written to a new file. */
export interface RewriteEffect extends Common {
  readonly kind: "rewrite";
}

/** Every row of the table is read. */
export type ScanEffect = Common & Scan & { readonly kind: "scan" };

/** An index is really built, not only registered again over the same file. */
export interface BuildEffect extends Common {
  readonly kind: "build";
  /** `schema.name` of the index. */
  readonly index: string;
}

export const DESTROYED_OBJECTS = [
  "column",
  "table",
  "rows",
  "some rows",
  "values",
  "schema",
  "view",
  "materialized view",
  "type",
  "enum value",
  "function",
  "sequence",
  "index",
  "constraint",
  "trigger",
  "policy",
  "extension",
  "database",
  "object",
] as const;

export type DestroyedObject = (typeof DESTROYED_OBJECTS)[number];

/** Data or an object is removed. `relation` is the table it belongs to, or null. */
export interface DestroyEffect extends Omit<Common, "relation"> {
  readonly kind: "destroy";
  readonly relation: string | null;
  readonly what: DestroyedObject;
  readonly name: string;
  /** The statement does not name it: it goes with what it depends on (CASCADE, an index with its column). */
  readonly cascade: boolean;
}

/** Running code of the previous release fails: a name, type, accepted value, key or permission that it relies on changes. */
export interface BreakEffect extends Omit<Common, "relation">, Break {
  readonly kind: "break";
  /** The relation that it belongs to, under the name by which running code knows it. */
  readonly relation: string | null;
  readonly name: string;
}

/** The migration itself fails. */
export interface FailEffect extends Omit<Common, "relation"> {
  readonly kind: "fail";
  readonly relation: string | null;
  readonly when: "always" | "on existing rows";
  /** PostgreSQL's own words where they are known: "CREATE INDEX CONCURRENTLY cannot run inside a transaction block". */
  readonly reason: string;
  /** SQLSTATE of the error: 25001, 55P04 (new enum value), 23502 ... Null where it is not known. */
  readonly sqlstate: string | null;
}

/** Rows are changed by DML. `rows` is `all` when nothing bounds them (no unique key fixed, no LIMIT). */
export interface ChangeEffect extends Common {
  readonly kind: "change";
  readonly command: "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "COPY";
  readonly rows: "all" | "some";
}

/** It takes its time without working on a relation. */
export interface WaitEffect extends Omit<Common, "relation"> {
  readonly kind: "wait";
  readonly relation: null;
  readonly why: "sleeps";
}

export type Effect =
  | LockEffect
  | RewriteEffect
  | ScanEffect
  | BuildEffect
  | DestroyEffect
  | BreakEffect
  | FailEffect
  | ChangeEffect
  | WaitEffect;

export type EffectKind = Effect["kind"];
