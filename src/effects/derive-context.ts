import type { Effect } from "./effect.ts";

export interface DeriveContext {
  /** The major version of PostgreSQL, 14-18. */
  readonly major: number;
  /** The session's TimeZone unless a statement set it; null: not known, the worst is assumed. */
  readonly timeZone: string | null;
  /**
   * Names the transaction that the statement runs in among all transactions of the run; null: the statement commits
   * by itself.
   */
  readonly transaction: string | null;
}

export interface Derived {
  readonly effects: readonly Effect[];
  /** Why what the statement does cannot be told, or not in full; null: all is told. */
  readonly unanalyzed: string | null;
  /** PostgreSQL refuses the statement in a transaction, whether it stands in one or not. */
  readonly refusedInTransaction: boolean;
  /** The schema was known: every relation that is named, and nothing ran before that was not seen. */
  readonly certain: boolean;
}
