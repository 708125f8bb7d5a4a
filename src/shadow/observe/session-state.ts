/** What is known of a session at one moment. */
import type { ObservedLock, RelationKind } from "../../effects/observation.ts";
import type { LockMode } from "../../postgres/lock-mode.ts";

/** What the catalog says of a relation at one moment. Temporary, TOAST and system relations are left out. */
export interface RelationState {
  /** `schema.name`. */
  readonly relation: string;
  /** Without the schema, as PostgreSQL's messages name it. */
  readonly name: string;
  readonly kind: RelationKind;
  /** Changes when the relation's content is written to a new file. 0 where it has none. */
  readonly file: number;
  readonly tablespace: number;
  /** False of a materialized view without data. */
  readonly populated: boolean;
  /** The table of an index, by oid. */
  readonly table: number | null;
}

/** What was done to a relation so far, by the server's own counters: only differences mean something. */
export interface Activity {
  readonly scans: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** All relations, the locks that the session's transaction holds and what it has done, by oid. */
export interface SessionState {
  readonly relations: ReadonlyMap<number, RelationState>;
  readonly locks: ReadonlyMap<number, readonly LockMode[]>;
  /** The locks on relations that are known by name, sorted. */
  readonly held: readonly ObservedLock[];
  /** Of relations to which anything was done. */
  readonly activity: ReadonlyMap<number, Activity>;
}
