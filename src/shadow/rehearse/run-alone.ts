import type { Observation } from "../../effects/observation.ts";
import type { Statement } from "../../sql/statement.ts";
import type { CommitResult } from "../observe/commit.ts";
import type { Look } from "../observe/look-query.ts";
import { NotSettled, REFUSED_IN_TRANSACTION, watchSettled } from "../observe/observe.ts";
import { type ObserveCommittedResult, observeCommitted } from "../observe/observe-committed.ts";
import { type ObserveRowsResult, observeRows } from "../observe/observe-rows.ts";
import type { Settled } from "../observe/settled.ts";
import { howToObserve, openTransaction } from "./open-transaction.ts";
import type { RehearsalState } from "./rehearsal-state.ts";
import { onlyConcernsSession } from "./session-control.ts";

export interface RunAloneResult {
  /** An error may be that of the commit. */
  readonly observation: Observation;
  /** It cannot run in a transaction. */
  readonly isRefused: boolean;
  /** The last look at what was committed; null: nothing was, or nobody looked. */
  readonly committed: Look | null;
  /** From where the next transaction may go on, if it is the next thing that runs. */
  readonly settled: Settled | null;
}

/** SQLSTATE invalid_transaction_termination: a procedure or DO block that commits, run in a transaction. */
const COMMITS_ITSELF = "2D000";

/** Runs a statement in a transaction of its own. `settled`: nothing was run on the session since. */
export async function runAlone(
  state: RehearsalState,
  statement: Statement,
  sql: string,
  settled: Settled | null,
): Promise<RunAloneResult> {
  const goesOn = settled !== null && !onlyConcernsSession(statement);
  return (goesOn ? await runSettled(state, statement, sql, settled) : null) ?? run(state, statement, sql);
}

async function runSettled(
  { shadow: { session }, looks }: RehearsalState,
  statement: Statement,
  sql: string,
  settled: Settled,
): Promise<RunAloneResult | null> {
  const watch = await watchSettled(session, looks, settled);
  try {
    const observation = await watch.observe(sql, howToObserve(statement, sql));
    if (observation.error === null) return await committed(observation, watch.commit());
    await session.exec("ROLLBACK");
    return failed(observation);
  } catch (error) {
    if (!(error instanceof NotSettled)) throw error;
    await session.exec("ROLLBACK");
    return null;
  }
}

async function run(
  { shadow: { session }, looks, committed: last }: RehearsalState,
  statement: Statement,
  sql: string,
): Promise<RunAloneResult> {
  const transaction = await openTransaction(session, "BEGIN", last, looks);
  const observation = await transaction.run(statement, sql);
  if (observation.error === null) return committed(observation, transaction.commit());
  await transaction.end("ROLLBACK");
  return failed(observation);
}

function failed(observation: Observation): RunAloneResult {
  const sqlstate = observation.error?.sqlstate;
  const isRefused = sqlstate === REFUSED_IN_TRANSACTION || sqlstate === COMMITS_ITSELF;
  return { observation, isRefused, committed: null, settled: null };
}

async function committed(
  observation: Observation,
  committing: Promise<CommitResult>,
): Promise<RunAloneResult> {
  const { error, look, settled } = await committing;
  const told = error === null ? observation : { ...observation, error };
  return { observation: told, isRefused: false, committed: look, settled };
}

/** Statements that only change rows, each in a transaction of its own, together; null: nothing was looked at before them. */
export async function runRowsAlone(
  state: RehearsalState,
  statements: readonly string[],
): Promise<ObserveRowsResult | null> {
  const { shadow, committed: last, looks } = state;
  if (last === null) return null;
  const before = await looks.look({ last, sameTransaction: false, everywhere: false });
  const ran = await observeRows(shadow.session, looks, { before, statements, inTransaction: false });
  if (ran.end !== "done") await shadow.session.exec("ROLLBACK");
  state.commit(ran.after);
  return ran;
}

/**
 * Statements of which each is committed, together, where the last transaction has ended. Null: they have to be run one by one.
 * On a server others may have written between two of them.
 */
export async function runEachAlone(
  state: RehearsalState,
  statements: readonly string[],
  settled: Settled,
): Promise<ObserveCommittedResult | null> {
  const { shadow, looks } = state;
  if (!shadow.embedded) return null;
  const ran = await observeCommitted(shadow.session, looks, settled, statements);
  if (ran !== null) state.commit(ran.committed);
  return ran;
}
