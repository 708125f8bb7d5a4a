import type { Node } from "../sql/nodes.ts";
import type { Effect } from "./effect.ts";
import type { SchemaModel } from "./schema/model.ts";

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
  /** Why PostgreSQL does not run the statement where it stands among the transactions; left out or null: it does. */
  readonly refused?: { readonly sqlstate: string; readonly reason: string } | null;
  /** In a body: it may commit, as no transaction of a caller's is around it. Left out: no. */
  readonly commits?: boolean;
  /** The routines, triggers and rules whose bodies it stands in, outermost first; left out: it stands in a script. */
  readonly within?: readonly string[];
}

/** What is known of how a statement runs that is applied to the schema model. */
export interface ApplyContext {
  /** Names the transaction among all that are judged; null: the statement commits by itself. */
  readonly transaction: string | null;
  /** Bodies around it. */
  readonly depth?: number;
}

export type ApplyStatement = (model: SchemaModel, node: Node, context: ApplyContext) => void;

/** A part of a statement of which it cannot be told what it does. */
export interface Opening {
  readonly reason: string;
  /**
   * `run`: a run on empty tables shows what it does, as far as it is watched; `nothing`: it may do something else, or
   * nothing, in a run on other rows, as another role, on another day.
   */
  readonly shownBy: "run" | "nothing";
}

export interface Derived {
  readonly effects: readonly Effect[];
  /** Those of `effects`, perhaps under another evidence, that stand under a condition which a run may not have met. */
  readonly conditional: readonly Effect[];
  readonly open: readonly Opening[];
  /** Why what the statement does cannot be told, or not in full: all of `open`; null: all is told. */
  readonly unanalyzed: string | null;
  /** PostgreSQL refuses the statement in a transaction, whether it stands in one or not. */
  readonly refusedInTransaction: boolean;
  /** The schema was known: every relation that is named, and nothing ran before that was not seen. */
  readonly certain: boolean;
}

/** The reasons in one text. */
export function wordsOf(open: readonly Pick<Opening, "reason">[]): string | null {
  return open.length === 0 ? null : [...new Set(open.map(({ reason }) => reason))].join("; ");
}
