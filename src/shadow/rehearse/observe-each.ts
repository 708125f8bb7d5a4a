import { as } from "../../sql/nodes.ts";
import type { Script, Statement } from "../../sql/statement.ts";
import { openShadow } from "../engines/open-shadow.ts";
import { QueryRefused, type Session } from "../engines/session.ts";
import { LIMITS, type Limits, type Shadow, ShadowLost, ShadowUnavailable } from "../engines/shadow.ts";
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
  type Skipped,
  skippedStatement,
} from "./rehearsed-statement.ts";
import { replay } from "./replay.ts";
import { roleNamesIn, rolesMade } from "./roles.ts";
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
export async function observeEach(options: ObserveEachOptions): Promise<ObserveEachResult> {
  const { script, needs } = options;
  let shadow = await open(options);
  try {
    let state = await onSchema(shadow, options);
    const results = new Map<number, RehearsedStatement>();
    const refused: Statement[] = [];
    for (const statement of script.statements) {
      const done = await whileItLasts(state, statement, () => observeOne(state, statement, needs(statement)));
      if (done === "refused") refused.push(statement);
      else results.set(statement.index, done);
      if (leaveTraces([statement]) && state.lost === null) await state.connectAgain();
    }
    let isSpoiled = false;
    for (const statement of refused) {
      const needed = needs(statement);
      if (isSpoiled) {
        await shadow.close();
        shadow = await open(options);
        state = await onSchema(shadow, options);
      }
      const done = await whileItLasts(state, statement, () => observeRefused(state, statement, needed));
      results.set(statement.index, done);
      isSpoiled = needed.length > 0 || as(statement.node, "VacuumStmt") === undefined;
    }
    return {
      postgres: shadow.session.major,
      schemaFailures: state.record().baseFailures,
      statements: script.statements.flatMap(({ index }) => results.get(index) ?? []),
    };
  } catch (error) {
    throw error instanceof ShadowLost ? new ShadowUnavailable(`the shadow failed: ${error.message}`) : error;
  } finally {
    await shadow.close();
  }
}

function statementsOf({ schema, script }: ObserveEachOptions): Statement[] {
  return [...(schema?.statements ?? []), ...script.statements];
}

function open(options: ObserveEachOptions): Promise<Shadow> {
  const { shadow, live, limits = LIMITS } = options;
  const all = statementsOf(options);
  const opening = {
    extensions: extensionsIn(all),
    snapshot: null,
    live,
    limits,
    roles: rolesMade([roleNamesIn(all)]),
  };
  return openShadow(shadow, opening);
}

/** Makes the schema on a shadow. */
async function onSchema(shadow: Shadow, options: ObserveEachOptions): Promise<RehearsalState> {
  const { schema } = options;
  const state = await RehearsalState.begin(shadow, {}, emptyRecord(true));
  await state.createRoles([roleNamesIn(statementsOf(options))]);
  if (schema) await replay(state, scheduledAlone(psqlMigration("the schema", "the schema", ""), schema));
  return state;
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
  const sql = state.sendable(THE_STATEMENTS, statement);
  if (typeof sql !== "string") return sql;
  if (transactionControl(statement) !== false) {
    const observation = steered({ rowCount: null, notices: [], error: null });
    return rehearsedStatement(statement, { observation, locksObserved: false }, null);
  }
  const { session } = state.shadow;
  const transaction = await openTransaction(session, "BEGIN", state.committed);
  const failed = await runNeeds(session, needs);
  const observation = failed === null ? await transaction.run(statement, sql) : null;
  await transaction.end("ROLLBACK");
  if (observation === null) return skippedStatement(statement, "refused", `${failed}`);
  if (observation.error?.sqlstate === REFUSED_IN_TRANSACTION) return "refused";
  return observed(state, statement, { observation, locksObserved: true });
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
  const { shadow } = state;
  const failed = await runNeeds(shadow.session, needs);
  if (failed !== null) return skippedStatement(statement, "refused", failed);
  const observation = await shadow.alone(statement.text);
  return observed(state, statement, { observation, locksObserved: shadow.seesLocksOfAlone });
}

function observed(state: RehearsalState, statement: Statement, ran: Ran): RehearsedStatement {
  const { error } = ran.observation;
  return rehearsedStatement(statement, ran, error && state.blameFor(THE_STATEMENTS, error));
}

/** What comes of a statement as long as the shadow lasts; the one that ends it and those behind it are skipped. */
async function whileItLasts<T>(
  state: RehearsalState,
  statement: Statement,
  observe: () => Promise<T>,
): Promise<T | Skipped> {
  if (state.lost !== null) return skippedStatement(statement, "ended", state.lost);
  try {
    return await observe();
  } catch (error) {
    if (error instanceof QueryRefused) {
      await state.connectAgain();
      return skippedStatement(statement, "refused", error.message);
    }
    if (!(error instanceof ShadowLost)) throw error;
    state.lose(`the rehearsal ended at line ${statement.line}: ${error.message}`);
    return skippedStatement(statement, "ended", error.message);
  }
}
