import type { Observation } from "../../effects/observation.ts";
import type { Statement } from "../../sql/statement.ts";
import { dependsOnRows } from "../observe/depends-on-rows.ts";
import type { Blame } from "./blame.ts";

/** What became of one statement. */
export type RehearsedStatement = Observed | Blamed | Skipped;

/** What PostgreSQL did with a statement that was sent to it. */
export interface Ran {
  readonly observation: Observation;
  /** False where nobody could watch its locks: on PGlite, of a statement that refuses a transaction. They come from the catalogue. */
  readonly locksObserved: boolean;
}

interface Sent extends Ran {
  /** In its script. */
  readonly index: number;
  /** What it does depends on rows, and the rehearsal's tables are empty: in words, or null. */
  readonly dependsOnRows: string | null;
}

/** An error in `observation` is its own: it fails on the schema as it is, always; also by the commit right after it. */
export interface Observed extends Sent {
  readonly kind: "observed";
}

/** It failed, perhaps for want of something else: that says nothing of the statement. */
export interface Blamed extends Sent {
  readonly kind: "blamed";
  readonly blame: Blame;
}

/** It was not sent. */
export interface Skipped {
  readonly kind: "skipped";
  /** In its script. */
  readonly index: number;
  /**
   * `outside`: it needs what nothing that is read makes; `refused`: it is not to be run on this shadow; `ended`: the
   * rehearsal had ended before it, or ended with it.
   */
  readonly cause: "outside" | "refused" | "ended";
  readonly reason: string;
}

/** `blame`: what else may be the reason of its error; null: nothing, or there is no error. */
export function rehearsedStatement(statement: Statement, ran: Ran, blame: Blame | null): Observed | Blamed {
  const { index } = statement;
  const sent = { index, ...ran, dependsOnRows: dependsOnRows(statement, ran.observation) };
  return blame === null ? { kind: "observed", ...sent } : { kind: "blamed", ...sent, blame };
}

export function skippedStatement({ index }: Statement, cause: Skipped["cause"], reason: string): Skipped {
  return { kind: "skipped", index, cause, reason };
}
