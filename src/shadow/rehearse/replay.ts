import type { StatementError } from "../../postgres/server-message.ts";
import { as } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";
import { ALONE, DISCONNECT } from "../../sql/transaction.ts";
import type { Session } from "../engines/session.ts";
import { ShadowLost } from "../engines/shadow.ts";
import type { RehearsalState } from "./rehearsal-state.ts";
import type { Skipped } from "./rehearsed-statement.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";
import { leaveTraces, transactionControl } from "./session-control.ts";

/** Replays a migration before the change, as far as the shadow lasts. */
export async function replayBase(state: RehearsalState, scheduled: ScheduledMigration): Promise<void> {
  if (state.lost !== null) return;
  try {
    await replay(state, scheduled);
  } catch (error) {
    if (!(error instanceof ShadowLost)) throw error;
    state.lose(`${scheduled.migration.path} cannot be replayed: ${error.message}`);
    state.omitFromBase(scheduled, null, error.message);
  }
}

/**
 * Runs a migration that is no part of the change, as its runner does but unobserved. What has been applied once works
 * somehow: a transaction that fails is tried again statement by statement, and only what fails then is a failure.
 * Throws ShadowLost.
 */
export async function replay(state: RehearsalState, scheduled: ScheduledMigration): Promise<void> {
  const { script } = scheduled;
  const { units } = unitsOf(state, scheduled);
  for (const { line, reason } of script.unread) state.omitFromBase(scheduled, line, reason);
  for await (const { statement, error } of failuresOf(units, state.shadow.session))
    state.failBase(scheduled, statement, error);
  if (leaveTraces(script.statements)) await state.connectAgain();
}

export interface SentStatement {
  readonly statement: Statement;
  readonly sql: string;
}

/** Statements that the runner has in one transaction; one that commits by itself stands alone. */
export interface Unit {
  readonly sent: SentStatement[];
  readonly transaction: number | null;
  /** Between a BEGIN and a COMMIT that the runner sends. */
  readonly isWrapped: boolean;
  /** The end of the connection does not take it back. */
  readonly isKept: boolean;
}

interface UnitsResult {
  readonly units: readonly Unit[];
  /** What is not to be sent to this shadow. */
  readonly skipped: readonly Skipped[];
}

export function unitsOf(state: RehearsalState, scheduled: ScheduledMigration): UnitsResult {
  const units: Unit[] = [];
  const skipped: Skipped[] = [];
  for (const [at, statement] of scheduled.script.statements.entries()) {
    const sql = state.sendable(scheduled, statement);
    if (typeof sql !== "string") {
      skipped.push(sql);
      continue;
    }
    const { transaction, kind, undoneBy } = scheduled.places[at] ?? ALONE;
    const last = units.at(-1);
    if (last && transaction !== null && last.transaction === transaction) last.sent.push({ statement, sql });
    else {
      const isWrapped = kind === "block" && transactionControl(statement) !== "begin";
      const isKept = undoneBy !== DISCONNECT;
      units.push({ sent: [{ statement, sql }], transaction, isWrapped, isKept });
    }
  }
  return { units, skipped };
}

/**
 * Runs a unit up to its first error, which then has taken all of it back; `statement`: whose it is, null: that of the commit.
 */
export async function firstError(
  { sent, transaction, isKept }: Unit,
  session: Session,
): Promise<{ readonly statement: Statement | null; readonly error: StatementError } | null> {
  const controls = sent.map(({ statement }) => transactionControl(statement));
  const begin = transaction === null || controls[0] === "begin" ? [] : ["BEGIN"];
  const commit = transaction === null || controls.includes("end") || !isKept ? [] : ["COMMIT"];
  const own = (sql: string) => ({ statement: null, sql });
  for (const { statement, sql } of [...begin.map(own), ...sent, ...commit.map(own)]) {
    const { error } = await session.exec(sql);
    if (error === null) continue;
    await session.exec("ROLLBACK");
    return { statement, error };
  }
  return null;
}

async function* failuresOf(
  units: readonly Unit[],
  session: Session,
): AsyncGenerator<{ readonly statement: Statement; readonly error: StatementError }> {
  for (const { sent, isWrapped } of units) {
    const texts = sent.map(({ sql }) => sql);
    const together = await run(session, (isWrapped ? ["BEGIN", ...texts, "COMMIT"] : texts).join(";\n"));
    if (together === null) continue;
    const isAlone = sent.length === 1;
    for (const { statement, sql } of sent) {
      if (!isAlone && as(statement.node, "TransactionStmt")) continue;
      const error = isAlone ? together : await run(session, sql);
      if (error) yield { statement, error };
    }
  }
}

async function run(session: Session, sql: string): Promise<StatementError | null> {
  const { error } = await session.exec(sql);
  // A BEGIN of the text leaves its transaction open, aborted.
  if (error) await session.exec("ROLLBACK");
  return error;
}
