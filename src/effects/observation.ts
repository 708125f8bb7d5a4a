/** What a statement was seen to do on a real PostgreSQL. */
import type { LockMode } from "../postgres/lock-mode.ts";
import type { Notice, StatementError } from "../postgres/server-message.ts";

/** pg_class.relkind of what a statement can lock: tables, partitioned and foreign ones, views, indexes, sequences. */
export type RelationKind = "r" | "p" | "f" | "v" | "m" | "i" | "I" | "S";

export const DETAIL_KINDS = ["column", "constraint", "trigger", "type", "label", "function"] as const;
export type DetailKind = (typeof DETAIL_KINDS)[number];

/** Relations are `schema.name`, with the name that they had before the statement; new ones with the name after it. */
export interface ObservedLock {
  readonly relation: string;
  readonly kind: RelationKind;
  readonly mode: LockMode;
}

/** How every row is read: against new constraints, against the referenced table, or by a sequential scan told by the counters. */
export type ObservedScan = "verifies rows" | "validates foreign key" | "reads rows";

export interface ObservedRelation {
  readonly relation: string;
  readonly kind: RelationKind;
}

/** What the catalog says of something below a relation. */
export interface DetailState {
  /** The type of a column, pg_constraint.contype, the hash of a function's body … */
  readonly what: string;
  /** Existing rows hold to it: a column is NOT NULL, a constraint validated. */
  readonly checked: boolean;
}

/** Something below a relation. Names are those from before the statement. */
export interface ObservedPart {
  readonly kind: DetailKind;
  readonly change: "added" | "dropped" | "renamed" | "changed";
  /** The relation that it belongs to; of a label the type; null: none. */
  readonly relation: string | null;
  /** `schema.name` of types and functions. */
  readonly name: string;
  /** Null where it was not there before, or is not after. */
  readonly was: DetailState | null;
  readonly is: DetailState | null;
}

export interface ObservedRename {
  readonly kind: "relation";
  readonly relation: string;
  readonly relationKind: RelationKind;
  readonly newName: string;
}

export type ObservedDetail = ObservedPart | ObservedRename;

/** What one statement did. Lists are sorted. */
export interface Observation {
  /** Gained by the statement: held after it in a mode in which its transaction did not hold the relation before. */
  readonly locks: readonly ObservedLock[];
  /** Held before the statement by its transaction. */
  readonly held: readonly ObservedLock[];
  /** Written to a new file: row by row, or block by block to another tablespace (also indexes). */
  readonly rewrites: readonly (ObservedRelation & { readonly how: "rewrite" | "copy" })[];
  /** Read from end to end for other reasons than a rewrite or an index build. */
  readonly scans: readonly { readonly relation: string; readonly why: ObservedScan }[];
  /** Indexes really built from rows, not only registered again over the same file. */
  readonly builds: readonly { readonly relation: string; readonly index: string }[];
  readonly changed: readonly {
    readonly relation: string;
    readonly inserted: number;
    readonly updated: number;
    readonly deleted: number;
  }[];
  /** Emptied by TRUNCATE, or a materialized view left without data. */
  readonly truncated: readonly string[];
  readonly created: readonly ObservedRelation[];
  readonly dropped: readonly ObservedRelation[];
  /** What it did below relations; null: nobody looked. */
  readonly details: readonly ObservedDetail[] | null;
  /** Why the look itself is not to be trusted; null: nothing speaks against it. */
  readonly blinded: string | null;
  /** Scans that were saved, in PostgreSQL's words. */
  readonly proved: readonly string[];
  /** NOTICE and WARNING. */
  readonly notices: readonly Notice[];
  readonly error: StatementError | null;
  /** False: PostgreSQL refuses the statement in a transaction (SQLSTATE 25001). */
  readonly allowedInTransaction: boolean;
  /** Locks were seen from another session while the statement ran alone: a lower bound, none may be missing by proof. */
  readonly sampled: boolean;
}
