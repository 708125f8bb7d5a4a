import type { Effect } from "../effects/effect.ts";

/** The outcome of `lockgate locks`, in the shape of its JSON (schema/locks.schema.json). */
export interface Locks {
  readonly schema: "lockgate/locks@1";
  /** The major version that was asked about. */
  readonly postgres: number;
  /** Where that is newer than all that were measured: the newest of those, by which it is judged. */
  readonly judgedAs?: number | undefined;
  readonly statements: readonly LockedStatement[];
}

export interface LockedStatement {
  readonly index: number;
  /** 1-based. */
  readonly line: number;
  readonly endLine: number;
  readonly sql: string;
  readonly command: string;
  readonly effects: readonly Effect[];
  /** Why what it does cannot be told, or null. */
  readonly unanalyzed: string | null;
  /** PostgreSQL refuses it in a transaction; not in the JSON. */
  readonly refusedInTransaction: boolean;
  /** Why it is no statement, or null. */
  readonly error: string | null;
}
