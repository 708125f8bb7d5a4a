/** What a schema model knows of what can be run: functions, procedures, aggregates, event triggers. */
import type { CreateFunctionStmt, Node } from "../../sql/nodes.ts";

export type Volatility = "immutable" | "stable" | "volatile";

export interface Routine {
  readonly schema: string;
  readonly name: string;
  readonly kind: "function" | "procedure" | "aggregate";
  /** Types of the input arguments as written, `text, int4`: what tells overloads apart. */
  readonly arguments: string;
  readonly volatility: Volatility;
  readonly language: string;
  /** The expression that a SQL function of one SELECT returns: the planner puts it in the place of the call. */
  readonly inlined: Node | null;
  /** Its definition, with its body; null for an aggregate. */
  readonly statement: CreateFunctionStmt | null;
  /** Of an aggregate: the functions that it calls for each row. */
  readonly calls: readonly string[];
  /** The name of the type that it returns; null for a procedure. */
  readonly returns: string | null;
  /** What a call gives back, with the names of what it is made of: "setof users", "int4 total, text". */
  readonly result: string;
  /** How many of the last arguments a call may leave out. */
  readonly defaults: number;
  /** The ordinal of the change that last renamed or moved it. */
  readonly renamed?: number;
  readonly born: number;
}

export interface EventTrigger {
  /** ddl_command_start, ddl_command_end, sql_drop, table_rewrite, login. */
  readonly event: string;
  /** As written, with its schema if any. */
  readonly function: readonly string[];
  readonly enabled: boolean;
}
