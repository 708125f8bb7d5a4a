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

/** A part of a statement of which it is not known what it does. */
export interface Gap {
  readonly reason: string;
  /**
   * `run`: a run on empty tables shows what it does, as far as it is watched; `nothing`: it may do something else, or
   * nothing, in a run on other rows, as another role, on another day.
   */
  readonly shownBy: "run" | "nothing";
}

export interface DeriveResult {
  readonly effects: readonly Effect[];
  /** Those of `effects`, perhaps under another evidence, that stand under a condition which a run may not have met. */
  readonly conditional: readonly Effect[];
  readonly gaps: readonly Gap[];
  /** Why what the statement does is not known, or not in full: the reasons of all `gaps`; null: all is known. */
  readonly unanalyzed: string | null;
  /** PostgreSQL refuses the statement in a transaction, whether it stands in one or not. */
  readonly refusedInTransaction: boolean;
  /** Existing relations that only their owner may do this to, whatever else is granted. */
  readonly owned: readonly string[];
  /** The schema was known: every relation that is named, and nothing ran before that was not seen. */
  readonly certain: boolean;
}

/** The reasons in one text. */
export function joinReasons(gaps: readonly Pick<Gap, "reason">[]): string | null {
  return gaps.length === 0 ? null : [...new Set(gaps.map(({ reason }) => reason))].join("; ");
}
