import { as } from "../../sql/nodes.ts";
import type { Script, Statement } from "../../sql/statement.ts";
import { openShadow } from "../engines/open-shadow.ts";
import { QueryRefused, type Session } from "../engines/session.ts";
import { LIMITS, type Limits, ShadowLost, ShadowUnavailable } from "../engines/shadow.ts";
import { REFUSED_IN_TRANSACTION } from "../observe/observe.ts";
import { steered } from "../observe/unwatched.ts";
import { extensionsIn } from "../platforms/extensions.ts";
import { openTransaction } from "./open-transaction.ts";
import type { BaseFailure } from "./rehearsal.ts";
import { emptyRecord, RehearsalState } from "./rehearsal-state.ts";
import {
  type Ran,
  type RehearsedStatement,
  rehearsedStatement,
  skippedStatement,
} from "./rehearsed-statement.ts";
import { replay } from "./replay.ts";
import { rolesMade } from "./roles.ts";
import { psqlMigration, scheduledAlone } from "./scheduled-migration.ts";
import { leaveTraces, transactionControl } from "./session-control.ts";

/** Statements that are watched each on its own, on one schema. */
export interface ObserveEachOptions {
  /** `pglite`, `docker:<image>` or the URL of a server. */
  readonly shadow: string;
  /** What makes the schema, or null: an empty database. */
  readonly schema: Script | null;
  readonly script: Script;
  /** Earlier statements that a statement needs: they are run before it, unwatched. */
  readonly needs: (statement: Statement) => readonly Statement[];
  readonly live: string | null;
  readonly limits?: Limits;
}

export interface ObserveEachResult {
  readonly postgres: number;
  /** Statements of the schema that failed. */
  readonly schemaFailures: readonly BaseFailure[];
  /** One for each statement of the script, in order. */
  readonly statements: readonly RehearsedStatement[];
}

/**
 * Watches each statement in a transaction of its own that is rolled back. Those that refuse a transaction come last, each
 * on a shadow that nothing has been left on. Throws ShadowUnavailable.
 */
export async function observeEach(input: ObserveEachOptions): Promise<ObserveEachResult> {
  const { script } = input;
  let state = await onSchema(input);
  try {
    const results = new Map<number, RehearsedStatement>();
    const refused: Statement[] = [];
    for (const statement of script.statements) {
      const done = await observeOne(state, statement, input.needs(statement));
      if (done === "refused") refused.push(statement);
      else results.set(statement.index, done);
      if (leaveTraces([statement]) && state.lost === null) await state.connectAgain();
    }
    let isSpoiled = false;
    for (const statement of refused) {
      const needs = input.needs(statement);
      if (isSpoiled) {
        await state.shadow.close();
        state = await onSchema(input);
      }
      results.set(statement.index, await observeRefused(state, statement, needs));
      isSpoiled = needs.length > 0 || as(statement.node, "VacuumStmt") === undefined;
    }
    return {
      postgres: state.shadow.major,
      schemaFailures: state.record().baseFailures,
      statements: script.statements.flatMap(({ index }) => results.get(index) ?? []),
    };
  } catch (error) {
    throw error instanceof ShadowLost ? new ShadowUnavailable(`the shadow failed: ${error.message}`) : error;
  } finally {
    await state.shadow.close();
  }
}

/** A shadow that stands as the schema makes it. */
async function onSchema({
  shadow: spec,
  schema,
  script,
  live,
  limits = LIMITS,
}: ObserveEachOptions): Promise<RehearsalState> {
  const all = [...(schema?.statements ?? []), ...script.statements];
  const opening = { extensions: extensionsIn(all), snapshot: null, live, limits, roles: rolesMade(all) };
  const shadow = await openShadow(spec, opening);
  try {
    const state = await RehearsalState.begin(shadow, {}, emptyRecord(true));
    await state.createRoles(all);
    if (schema) await replay(state, scheduledAlone(psqlMigration("the schema", "the schema", ""), schema));
    return state;
  } catch (error) {
    await shadow.close();
    throw error instanceof ShadowLost ? new ShadowUnavailable(`the shadow failed: ${error.message}`) : error;
  }
}

/** What the statements stand in: no other migration. */
const THE_STATEMENTS = scheduledAlone(psqlMigration("the statements", "the statements", ""), {
  statements: [],
  unread: [],
});

async function observeOne(
  state: RehearsalState,
  statement: Statement,
  needs: readonly Statement[],
): Promise<RehearsedStatement | "refused"> {
  if (state.lost !== null) return skippedStatement(statement, "ended", state.lost);
  const sql = state.sendable(THE_STATEMENTS, statement);
  if (typeof sql !== "string") return sql;
  if (transactionControl(statement) !== false) {
    const observation = steered({ rowCount: null, notices: [], error: null });
    return rehearsedStatement(statement, { observation, locksObserved: false }, null);
  }
  try {
    const { session } = state.shadow;
    const transaction = await openTransaction(session, "BEGIN", state.committed);
    const failed = await runNeeds(session, needs);
    const observation = failed === null ? await transaction.run(statement, sql) : null;
    await transaction.end("ROLLBACK");
    if (observation === null) return skippedStatement(statement, "refused", `${failed}`);
    if (observation.error?.sqlstate === REFUSED_IN_TRANSACTION) return "refused";
    return observed(state, statement, { observation, locksObserved: true });
  } catch (error) {
    return await ended(state, statement, error);
  }
}

/** Why the earlier statements that a statement needs cannot be run, or null. */
async function runNeeds(session: Session, needs: readonly Statement[]): Promise<string | null> {
  for (const { text } of needs) {
    const { error } = await session.exec(text);
    if (error) return `an earlier statement that it needs fails: ${error.message}`;
  }
  return null;
}

async function observeRefused(
  state: RehearsalState,
  statement: Statement,
  needs: readonly Statement[],
): Promise<RehearsedStatement> {
  if (state.lost !== null) return skippedStatement(statement, "ended", state.lost);
  try {
    const { shadow } = state;
    const failed = await runNeeds(shadow.session, needs);
    if (failed !== null) return skippedStatement(statement, "refused", failed);
    const observation = await shadow.alone(statement.text);
    return observed(state, statement, { observation, locksObserved: shadow.seesLocksOfAlone });
  } catch (error) {
    return await ended(state, statement, error);
  }
}

function observed(state: RehearsalState, statement: Statement, ran: Ran): RehearsedStatement {
  const { error } = ran.observation;
  return rehearsedStatement(statement, ran, error && state.blameFor(THE_STATEMENTS, error));
}

async function ended(
  state: RehearsalState,
  statement: Statement,
  error: unknown,
): Promise<RehearsedStatement> {
  if (error instanceof QueryRefused) {
    await state.connectAgain();
    return skippedStatement(statement, "refused", error.message);
  }
  if (!(error instanceof ShadowLost)) throw error;
  state.lose(`the rehearsal ended at line ${statement.line}: ${error.message}`);
  return skippedStatement(statement, "ended", error.message);
}
