import type { StatementError } from "../../postgres/server-message.ts";
import { as } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";
import { ALONE } from "../../sql/transaction.ts";
import { ShadowLost } from "../engines/shadow.ts";
import type { RehearsalState } from "./rehearsal-state.ts";
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
  for (const { line, reason } of script.unread) state.omitFromBase(scheduled, line, reason);
  for (const unit of unitsOf(state, scheduled)) await runUnit(state, scheduled, unit);
  if (leaveTraces(script.statements)) await state.connectAgain();
}

/** Statements that the runner has in one transaction; one that commits by itself stands alone. */
interface Unit {
  readonly sent: { readonly statement: Statement; readonly sql: string }[];
  readonly transaction: number | null;
  /** Between a BEGIN and a COMMIT that the runner sends. */
  readonly isWrapped: boolean;
}

function unitsOf(state: RehearsalState, scheduled: ScheduledMigration): Unit[] {
  const units: Unit[] = [];
  for (const [at, statement] of scheduled.script.statements.entries()) {
    const sql = state.sendable(scheduled, statement);
    if (typeof sql !== "string") continue;
    const { transaction, kind } = scheduled.places[at] ?? ALONE;
    const last = units.at(-1);
    if (last && transaction !== null && last.transaction === transaction) last.sent.push({ statement, sql });
    else {
      const isWrapped = kind === "block" && transactionControl(statement) !== "begin";
      units.push({ sent: [{ statement, sql }], transaction, isWrapped });
    }
  }
  return units;
}

async function runUnit(
  state: RehearsalState,
  scheduled: ScheduledMigration,
  { sent, isWrapped }: Unit,
): Promise<void> {
  const texts = sent.map(({ sql }) => sql);
  const error = await run(state, (isWrapped ? ["BEGIN", ...texts, "COMMIT"] : texts).join(";\n"));
  if (error === null) return;
  const [first, ...others] = sent;
  if (first && others.length === 0) return state.failBase(scheduled, first.statement, error);
  for (const { statement, sql } of sent) {
    if (as(statement.node, "TransactionStmt")) continue;
    const own = await run(state, sql);
    if (own) state.failBase(scheduled, statement, own);
  }
}

async function run({ shadow }: RehearsalState, sql: string): Promise<StatementError | null> {
  const { error } = await shadow.session.exec(sql);
  // A BEGIN of the text leaves its transaction open, aborted.
  if (error) await shadow.session.exec("ROLLBACK");
  return error;
}
