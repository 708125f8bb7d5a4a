import type { Observation } from "../../effects/observation.ts";
import { type ExecutedPart, ours, type ScriptPart, type Session } from "../engines/session.ts";
import { compare } from "./compare.ts";
import { glanced } from "./look.ts";
import { withoutLocks } from "./look-locks.ts";
import type { Look } from "./look-query.ts";
import type { SessionLooks } from "./session-looks.ts";

export interface ObserveRowsOptions {
  /** As it is before the first of them. */
  readonly before: Look;
  /** INSERT, UPDATE and DELETE, of which each `readsTheSame`. */
  readonly statements: readonly string[];
  /** They run in the transaction that is open; false: each in one of its own. */
  readonly inTransaction: boolean;
}

export interface ObserveRowsResult {
  /** Of the first of the statements, as many as could be told; the last one may have an error. */
  readonly observations: readonly Observation[];
  /** After them. Without locks where each has its own transaction. */
  readonly after: Look;
  /**
   * Where it ended: the error is the statement's, that of its commit, or it is not known what a statement did, since
   * it changed the schema: that one was taken back. An open transaction is PostgreSQL's aborted one then.
   */
  readonly end: "done" | "statement" | "commit" | "not told";
}

const theirs = (sql: string): ScriptPart => ({ sql, isOurs: false });

/** As a look sets it. */
const TELLING = "SET LOCAL client_min_messages = debug1";

/**
 * Runs statements in one message, and looks behind each of them as far as one that changes no schema can be told by:
 * at locks, counters and messages. The first that does change it fails.
 */
export async function observeRows(
  session: Session,
  looks: SessionLooks,
  { before, statements, inTransaction }: ObserveRowsOptions,
): Promise<ObserveRowsResult> {
  // What a transaction has not locked it has not counted, unless something was taken back: the first glance knows the rest.
  const isEverywhere = before.takesBack;
  const glances = await looks.glances(isEverywhere);
  const [start, end] = inTransaction ? [[], []] : [["BEGIN", TELLING], ["COMMIT"]];
  const parts = await session.script([
    ours(glances.first),
    ...statements.flatMap((sql) => [...start.map(ours), theirs(sql), ours(glances.other), ...end.map(ours)]),
  ]);
  const [first, ...others] = parts;
  let last = first?.error === null && first.rows[0] ? glanced(before, first.rows[0], true) : null;
  const observations: Observation[] = [];
  if (last === null) return { observations, after: before, end: "not told" };
  const each = start.length + 2 + end.length;
  for (let at = 0; at < others.length; at += each) {
    const own = others.slice(at + start.length, at + each);
    const now = told(last, own, isEverywhere);
    if (now === null) return { observations, after: last, end: "not told" };
    observations.push(now.observation);
    last = inTransaction ? now.after : withoutLocks(now.after);
    if (now.end !== "done") return { observations, after: last, end: now.end };
  }
  return { observations, after: last, end: "done" };
}

function told(
  before: Look,
  [statement, glance, commit]: readonly ExecutedPart[],
  isEverywhere: boolean,
): {
  readonly observation: Observation;
  readonly after: Look;
  readonly end: ObserveRowsResult["end"];
} | null {
  if (statement === undefined) return null;
  const observation = (after: Look, error = statement.error): Observation => ({
    ...compare(before, { ...statement, error }, after, { keys: [], counted: true }),
    allowedInTransaction: true,
    sampled: false,
  });
  if (statement.error) return { observation: observation(before), after: before, end: "statement" };
  const row = glance?.error === null ? glance.rows[0] : undefined;
  if (row === undefined) return null;
  const after = glanced(before, row, isEverywhere);
  if (commit?.error) return { observation: observation(after, commit.error), after, end: "commit" };
  return { observation: observation(after), after, end: "done" };
}
