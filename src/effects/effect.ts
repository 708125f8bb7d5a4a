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

/** Who still uses what an effect takes away, by the facts that were given. */
export interface Usage {
  /** How many live queries fail, or get another result, through it; null: none were given. */
  readonly queries: number | null;
  /** How many of those fail whatever their values are; left out: none. */
  readonly failing?: number;
  /** How many live queries name it of which nobody knows whether they fail; left out: none. */
  readonly unchecked?: number;
  /** Calls a second of those queries together; null: not known. */
  readonly callsPerSecond: number | null;
  /** Their texts, without literals: the most called first, three at most. */
  readonly first: readonly string[];
  /** Where the release that is running names it: paths from the repository's root, 1-based lines. */
  readonly code: readonly { readonly path: string; readonly line: number }[];
  /**
   * Whether the schema of the release that is running declares it; null: there is none that was read, or it does not
   * surely say.
   */
  readonly declared: boolean | null;
  /** How that schema calls it: `Order.legacyTotal`; left out where it does not. */
  readonly model?: string;
}

/** What slow work costs at production's size: ranges from low to high, left out where nothing is known. */
export interface Cost {
  readonly seconds?: readonly [number, number];
  readonly walBytes?: readonly [number, number];
}

export interface LockEffect extends Common {
  readonly kind: "lock";
  readonly mode: LockMode;
  readonly role: LockRole;
}

/** Every row of the table is written to a new file. */
export interface RewriteEffect extends Common, Cost {
  readonly kind: "rewrite";
}

/** Every row of the table is read. */
export type ScanEffect = Common & Cost & Scan & { readonly kind: "scan" };

/** An index is really built, not only registered again over the same file. */
export interface BuildEffect extends Common, Cost {
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
  "statistics",
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

/**
 * Data or an object is removed. `relation` is the table it belongs to, or null. Of `statistics`, which the planner has no
 * more until the table is analyzed, `name` is that of the column or of the index with an expression.
 */
export interface DestroyEffect extends Omit<Common, "relation"> {
  readonly kind: "destroy";
  readonly relation: string | null;
  readonly what: DestroyedObject;
  readonly name: string;
  /** The statement does not name it: it goes with what it depends on (CASCADE, an index with its column). */
  readonly cascade: boolean;
  readonly usedBy?: Usage;
}

/** Running code of the previous release fails: a name, type, accepted value, key or permission that it relies on changes. */
export interface BreakEffect extends Omit<Common, "relation">, Break {
  readonly kind: "break";
  /** The relation that it belongs to, under the name by which running code knows it. */
  readonly relation: string | null;
  readonly name: string;
  readonly usedBy?: Usage;
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
export interface ChangeEffect extends Common, Cost {
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

/** A live query that used an index of the relation has none to use any more. */
export interface UnplanEffect extends Common {
  readonly kind: "unplan";
  /** `schema.name` of the index that it used. */
  readonly index: string;
  /** The query's text, without literals. */
  readonly query: string;
  /** Rows that each call reads from then on. */
  readonly rowsPerCall: number;
  /** Null: not known. */
  readonly callsPerSecond: number | null;
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
  | WaitEffect
  | UnplanEffect;

export type EffectKind = Effect["kind"];
