import type { Observation } from "../../effects/observation.ts";
import type { StatementError } from "../../postgres/server-message.ts";
import type { Statement } from "../../sql/statement.ts";
import type { Session } from "../engines/session.ts";
import { type CommitResult, commit } from "../observe/commit.ts";
import { hidesItsWork } from "../observe/hidden-work.ts";
import type { Look } from "../observe/look-query.ts";
import { type ObserveOptions, type TransactionWatch, watchTransaction } from "../observe/observe.ts";
import type { OwnStatement } from "../observe/observe-own.ts";
import type { ObserveRowsResult } from "../observe/observe-rows.ts";
import { SessionLooks } from "../observe/session-looks.ts";
import { COUNT_ANEW, COUNTS_ANEW_FROM } from "../observe/settled.ts";
import { steered } from "../observe/unwatched.ts";
import { onlyConcernsSession } from "./session-control.ts";

/** The transaction that is open on a shadow, as its runner holds it. */
export interface OpenTransaction {
  /** Runs a statement in it, by this text. One that fails is taken out: the transaction stands as if it had not been sent. */
  run(statement: Statement, sql: string): Promise<Observation>;
  /**
   * Runs statements that only change rows, together: what the first of them did, as many as could be told. Null: they have to be
   * run one by one, of which none is. Where the last one failed, it is taken out.
   */
  runRows(statements: readonly string[]): Promise<ObserveRowsResult | null>;
  /**
   * Runs statements that name relations of the transaction's own alone, together. Null: they have to be run one by one, of which
   * none is.
   */
  runOwn(statements: readonly OwnStatement[]): Promise<readonly Observation[] | null>;
  /** Whether `runOwn` may be tried with what names these. */
  isOwnName(name: string): boolean;
  /** The last look at it, if there was one. */
  lastLook(): Look | null;
  /** Ends it by COMMIT, ROLLBACK or the file's own text. The error of a commit that fails. */
  end(sql: string): Promise<StatementError | null>;
  /** Commits it, if it was looked at so that the next transaction may go on from there. */
  commit(): Promise<CommitResult>;
}

/** Statements that one transaction has sent again, before savepoints take over: a dump of thousands would take hours. */
const MOST_SENT_AGAIN = 1_000;

/** So often what was run together may not be told apart, which has the whole transaction sent again. */
const MOST_NOT_TOLD = 2;

/** SQLSTATE unsafe_new_enum_value_usage: where a savepoint is, a value of a type that is new as well is not safe. */
const UNSAFE_ENUM_VALUE = "55P04";

/** Savepoints of the file's own. */
const OWN_SAVEPOINT = /^\s*(?:savepoint|release|rollback|abort)\b/i;

/** False where PostgreSQL cannot. */
async function countAnew(session: Session): Promise<boolean> {
  if (session.major < COUNTS_ANEW_FROM) return false;
  await session.query(`SELECT ${COUNT_ANEW}`);
  return true;
}

/** `sql`: the text that is sent for the statement. */
export function howToObserve(statement: Statement, sql: string): ObserveOptions {
  return {
    closely: hidesItsWork(statement),
    isOne: sql === statement.text && statement.refused === undefined,
  };
}

/** A transaction cannot be rebuilt without a statement that failed in it. */
export class NotRepeatable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "NotRepeatable";
  }
}

/**
 * `begin`: the text that opens it, the runner's or the file's own. `committed`: the last look of a transaction before it
 * that was committed, if one is known.
 */
export async function openTransaction(
  session: Session,
  begin: string,
  committed: Look | null,
  looks = new SessionLooks(session),
): Promise<OpenTransaction> {
  const sent = [begin];
  let watch: TransactionWatch | null = null;
  let sentAgain = 0;
  let notTold = 0;
  let isFresh = await countAnew(session);
  await session.exec(begin);

  const again = async (): Promise<void> => {
    await session.exec("ROLLBACK");
    isFresh = await countAnew(session);
    sentAgain += sent.length;
    // PostgreSQL has no way back to before a statement but a savepoint, and savepoints change what some statements may
    // do: so what succeeded is run once more.
    for (const sql of sent) {
      const { error } = await session.exec(sql);
      if (error) throw new NotRepeatable(`what ran once fails when it is run again: ${error.message}`);
    }
    watch = null;
  };

  const observe = async (sql: string, how: ObserveOptions): Promise<Observation> => {
    watch ??= await watchTransaction(session, { committed, isFresh, looks });
    return watch.observe(sql, how);
  };

  const watched = async (sql: string, how: ObserveOptions): Promise<Observation> => {
    const savepoint = sentAgain > MOST_SENT_AGAIN && !OWN_SAVEPOINT.test(sql);
    if (savepoint) await session.exec("SAVEPOINT lockgate");
    let observation = await observe(sql, how);
    if (savepoint) {
      if (observation.error) await session.exec("ROLLBACK TO SAVEPOINT lockgate");
      await session.exec("RELEASE SAVEPOINT lockgate");
    }
    if (savepoint && observation.error?.sqlstate === UNSAFE_ENUM_VALUE) {
      await again();
      observation = await observe(sql, how);
      if (observation.error) await again();
    } else if (!savepoint && observation.error) await again();
    if (!observation.error) sent.push(sql);
    return observation;
  };

  const unwatched = async (sql: string): Promise<Observation> => {
    const executed = await session.exec(sql);
    if (executed.error) await again();
    else sent.push(sql);
    return steered(executed);
  };

  return {
    // A transaction that was looked at is beyond what must come first in it.
    run: (statement, sql) =>
      watch === null && onlyConcernsSession(statement)
        ? unwatched(sql)
        : watched(sql, howToObserve(statement, sql)),
    async runRows(statements) {
      if (watch === null || sentAgain > MOST_SENT_AGAIN) return null;
      const result = await watch.observeRows(statements);
      const told = result.observations.length - (result.end === "statement" ? 1 : 0);
      sent.push(...statements.slice(0, told));
      if (result.end !== "done") await again();
      return result;
    },
    isOwnName: (name) => watch !== null && notTold < MOST_NOT_TOLD && watch.isOwnName(name),
    async runOwn(statements) {
      if (watch === null || sentAgain > MOST_SENT_AGAIN || !(await watch.mayRunOwn())) return null;
      const observations = await watch.observeOwn(statements);
      if (observations !== null) {
        sent.push(...statements.map(({ text }) => text));
        return observations;
      }
      notTold += 1;
      await again();
      return null;
    },
    lastLook: () => watch?.lastLook() ?? null,
    commit: () => watch?.commit() ?? commit(session, looks, null, { details: null, isNew: false }),
    async end(sql) {
      const { error } = await session.exec(sql);
      if (error) await session.exec("ROLLBACK");
      return error;
    },
  };
}
