import type { Observation } from "../../effects/observation.ts";
import type { Statement } from "../../sql/statement.ts";
import type { CommitResult } from "../observe/commit.ts";
import type { Look } from "../observe/look-query.ts";
import { NotSettled, REFUSED_IN_TRANSACTION, watchSettled } from "../observe/observe.ts";
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
