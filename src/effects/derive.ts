/** What PostgreSQL does on a statement, told from its parse tree, the measured catalogue and the schema. */
import { kindOf, type Node } from "../sql/nodes.ts";
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
}

export interface Derived {
  readonly effects: readonly Effect[];
  /** Why what the statement does cannot be told, or not in full; null: all is told. */
  readonly unanalyzed: string | null;
}

/**
 * The effects of one statement on the schema as it is before it. The model is not changed: the caller applies the
 * statement (`applyStatement`) afterwards.
 */
export function derive(node: Node, _model: SchemaModel, _context: DeriveContext): Derived {
  return { effects: [], unanalyzed: `no reader for ${kindOf(node)}` };
}
