import type { Statement } from "../../sql/statement.ts";
import { ALONE, DISCONNECT, type Place } from "../../sql/transaction.ts";
import { QueryRefused, type StatementError } from "../engines/session.ts";
import { ShadowLost } from "../engines/shadow.ts";
import { dependsOnRows } from "../observe/depends-on-rows.ts";
import { hidesItsWork } from "../observe/hidden-work.ts";
import type { Observation } from "../observe/observation.ts";
import { REFUSED_IN_TRANSACTION } from "../observe/observe.ts";
import { steered } from "../observe/unwatched.ts";
import { blameIn, type Chain, newConnection, sendable } from "./chain.ts";
import { NotRepeatable, type OpenTransaction, openTransaction } from "./open-transaction.ts";
import type { RehearsedStatement, Step } from "./rehearsal.ts";
import { isControl, needsBlock, steers } from "./steering.ts";

/** SQLSTATE invalid_transaction_termination: a procedure or DO block that commits, run in a transaction. */
const COMMITS_ITSELF = "2D000";

/** Runs migrations as their runner does, statement by statement, and watches them. */
export interface WatchedRun {
  /** What became of each statement, in order. More may be said of the last one by `finish`. */
  run(step: Step): Promise<RehearsedStatement[]>;
  /** Commits what is still open. */
  finish(): Promise<void>;
}

type Ran = Pick<RehearsedStatement, "observation" | "locksObserved" | "failedAtCommit">;

interface Open {
  /** Its number in the run. */
  readonly number: number;
  readonly transaction: OpenTransaction;
  /** Statements of the migration that ran in it last. */
  results: RehearsedStatement[];
}

/** What is open stays so from one migration to the next, where they share a transaction. */
export function watchedRun(chain: Chain): WatchedRun {
  const { shadow } = chain;
  const { session } = shadow;
  let open: Open | null = null;

  const begin = (sql: string) => openTransaction(session, sql, chain.committed);

  const end = async (transaction: OpenTransaction, sql: string): Promise<StatementError | null> => {
    const error = await transaction.end(sql);
    if (!error && /^(?:commit|end)\b/i.test(sql)) chain.committed = transaction.moment() ?? chain.committed;
    return error;
  };

  const close = async (by: "COMMIT" | "ROLLBACK"): Promise<void> => {
    if (!open) return;
    const { transaction, results } = open;
    open = null;
    const error = await end(transaction, by);
    const at = results.findLastIndex(({ observation }) => observation !== null);
    const last = results[at];
    if (error && last?.observation)
      results[at] = { ...last, observation: { ...last.observation, error }, failedAtCommit: true };
  };

  const runAlone = async (statement: Statement, sql: string): Promise<Ran> => {
    if (needsBlock(statement)) return ran(steered(await session.exec(sql)));
    const transaction = await begin("BEGIN");
    const observation = await (steers(statement)
      ? transaction.steer(sql)
      : transaction.run(sql, hidesItsWork(statement)));
    const failed = observation.error?.sqlstate;
    if (!failed) {
      const error = await end(transaction, "COMMIT");
      return error ? { ...ran({ ...observation, error }), failedAtCommit: true } : ran(observation);
    }
    await end(transaction, "ROLLBACK");
    if (failed !== REFUSED_IN_TRANSACTION && failed !== COMMITS_ITSELF) return ran(observation);
    return { ...ran(await shadow.alone(sql)), locksObserved: shadow.seesLocksOfAlone };
  };

  const runInTransaction = async (
    statement: Statement,
    sql: string,
    { number, results }: Omit<Open, "transaction">,
  ): Promise<Ran> => {
    const control = isControl(statement);
    if (open?.number !== number) {
      await close("COMMIT");
      const transaction = await begin(control === "begin" ? sql : "BEGIN");
      open = { number, transaction, results };
      if (control === "begin") return ran(steered({ rowCount: null, notices: [], error: null }));
    }
    if (control === "end") {
      const error = await end(open.transaction, sql);
      open = null;
      return { ...ran(steered({ rowCount: null, notices: [], error })), failedAtCommit: error !== null };
    }
    open.results = results;
    const { transaction } = open;
    return ran(
      await (control || steers(statement)
        ? transaction.steer(sql)
        : transaction.run(sql, hidesItsWork(statement))),
    );
  };

  const runOne = async (
    statement: Statement,
    sql: string,
    { transaction: number }: Place,
    results: RehearsedStatement[],
  ): Promise<Ran> => {
    if (number !== null) return runInTransaction(statement, sql, { number, results });
    await close("COMMIT");
    return runAlone(statement, sql);
  };

  return {
    async run(step) {
      const { migration, script, places } = step;
      const results: RehearsedStatement[] = [];
      let stopped: string | null = null;
      for (const statement of script.statements) {
        const place = places[statement.index] ?? ALONE;
        const ended = stopped ?? chain.lost;
        const skipped = ended ?? (place.kind === "implicit" && place.refused ? NO_BLOCK : null);
        const sent = skipped === null ? sendable(chain, step, statement) : { skipped, blame: null };
        if ("skipped" in sent) {
          results.push({ ...left(statement, sent.skipped, ended !== null), blame: sent.blame });
          continue;
        }
        try {
          const done = await runOne(statement, sent.sql, place, results);
          results.push(recorded(chain, step, statement, done));
        } catch (error) {
          const isRefused = error instanceof QueryRefused;
          if (!(isRefused || error instanceof ShadowLost || error instanceof NotRepeatable)) throw error;
          const place = `the rehearsal ended at ${migration.path}:${statement.line}`;
          stopped = `${place}: ${error.message}`;
          if (error instanceof ShadowLost) chain.lost = stopped;
          results.push(left(statement, error.message, true));
          open = null;
          // What took the right away may be a role that was set: a new connection has the first one again.
          if (isRefused) await newConnection(chain);
        }
      }
      const isLeftOpen = places.some(({ undoneBy }) => undoneBy === DISCONNECT);
      if (chain.lost === null && isLeftOpen) await close("ROLLBACK");
      return results;
    },
    async finish() {
      if (chain.lost === null) await close("COMMIT");
    },
  };
}

/** A query or pipeline of several statements is rehearsed between BEGIN and COMMIT, to look at it in between. */
const NO_BLOCK = "it needs a transaction block, and the runner has none there";

function ran(observation: Observation): Ran {
  return { observation, locksObserved: true, failedAtCommit: false };
}

function left({ index }: Statement, skipped: string, ended: boolean): RehearsedStatement {
  return {
    index,
    skipped,
    ended,
    observation: null,
    locksObserved: false,
    failedAtCommit: false,
    blame: null,
    dependsOnRows: null,
  };
}

function recorded(chain: Chain, step: Step, statement: Statement, done: Ran): RehearsedStatement {
  const error = done.observation?.error ?? null;
  const blame = error && blameIn(chain, step, error);
  if (error) {
    const { id, path } = step.migration;
    chain.incidents.push({ migration: id, path, line: statement.line, text: statement.text, blame });
  }
  const { index } = statement;
  return {
    index,
    ...done,
    skipped: null,
    ended: false,
    blame,
    dependsOnRows: dependsOnRows(statement, done.observation),
  };
}
