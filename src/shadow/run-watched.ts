import type { Statement } from "../sql/statement.ts";
import { blameIn, type Chain, sendable } from "./chain.ts";
import { dependsOnRows } from "./depends-on-rows.ts";
import type { Observation } from "./observation.ts";
import { REFUSED_IN_TRANSACTION } from "./observe.ts";
import { NotRepeatable, type OpenTransaction, openTransaction } from "./open-transaction.ts";
import type { RehearsedStatement, Step } from "./rehearsal.ts";
import type { StatementError } from "./session.ts";
import { ShadowLost } from "./shadow.ts";
import { isControl, needsBlock, steers } from "./steering.ts";
import { steered } from "./unwatched.ts";

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
  readonly key: string;
  readonly transaction: OpenTransaction;
  /** Statements of the migration that ran in it last. */
  results: RehearsedStatement[];
}

/** `together`: all migrations share one transaction, as with tools that apply everything that is pending in one. */
export function watchedRun(chain: Chain, together: boolean): WatchedRun {
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
    const observation = await (steers(statement) ? transaction.steer(sql) : transaction.run(sql));
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
    { key, results }: Omit<Open, "transaction">,
  ): Promise<Ran> => {
    const control = isControl(statement);
    if (control === "end") {
      const error = open ? await end(open.transaction, sql) : (await session.exec(sql)).error;
      open = null;
      return { ...ran(steered({ rowCount: null, notices: [], error })), failedAtCommit: error !== null };
    }
    if (open?.key !== key) {
      await close("COMMIT");
      const transaction = await begin(control === "begin" ? sql : "BEGIN");
      open = { key, transaction, results };
      if (control === "begin") return ran(steered({ rowCount: null, notices: [], error: null }));
    }
    open.results = results;
    const { transaction } = open;
    return ran(await (control || steers(statement) ? transaction.steer(sql) : transaction.run(sql)));
  };

  const runOne = async (
    step: Step,
    statement: Statement,
    sql: string,
    { ordinal, results }: Place,
  ): Promise<Ran> => {
    if (ordinal === null) {
      await close("COMMIT");
      return runAlone(statement, sql);
    }
    const { id, transaction, atomicity } = step.migration;
    const key = together && ordinal === 0 ? "all pending" : `${id} ${ordinal}`;
    const inside = await runInTransaction(statement, sql, { key, results });
    if (inside.observation?.error?.sqlstate !== REFUSED_IN_TRANSACTION || transaction === atomicity)
      return inside;
    // The runner's version is not known, and the newer one has no transaction here: nothing fails.
    await close("COMMIT");
    return runAlone(statement, sql);
  };

  return {
    async run(step) {
      const { migration, script, transactions } = step;
      const wrapped = migration.transaction !== "statement";
      const results: RehearsedStatement[] = [];
      let stopped: string | null = null;
      for (const statement of script.statements) {
        const ordinal = transactions[statement.index] ?? null;
        const ended = stopped ?? chain.lost;
        const sent = ended === null ? sendable(chain, step, statement) : { skipped: ended };
        if ("skipped" in sent) {
          results.push(left(statement, ordinal, sent.skipped, ended !== null));
          continue;
        }
        try {
          const done = await runOne(step, statement, sent.sql, { ordinal, results });
          results.push(recorded(chain, step, statement, done, ordinal));
        } catch (error) {
          if (!(error instanceof ShadowLost || error instanceof NotRepeatable)) throw error;
          const place = `the rehearsal ended at ${migration.path}:${statement.line}`;
          stopped = `${place}: ${error.message}`;
          if (error instanceof ShadowLost) chain.lost = stopped;
          results.push(left(statement, ordinal, error.message, true));
          open = null;
        }
      }
      // What a plain file leaves open ends with its connection, uncommitted.
      if (chain.lost === null && !together) await close(wrapped ? "COMMIT" : "ROLLBACK");
      return results;
    },
    async finish() {
      if (chain.lost === null) await close("COMMIT");
    },
  };
}

interface Place {
  readonly ordinal: number | null;
  readonly results: RehearsedStatement[];
}

function ran(observation: Observation): Ran {
  return { observation, locksObserved: true, failedAtCommit: false };
}

function left(
  { index }: Statement,
  transaction: number | null,
  skipped: string,
  ended: boolean,
): RehearsedStatement {
  return {
    index,
    transaction,
    skipped,
    ended,
    observation: null,
    locksObserved: false,
    failedAtCommit: false,
    blame: null,
    dependsOnRows: null,
  };
}

function recorded(
  chain: Chain,
  step: Step,
  statement: Statement,
  done: Ran,
  transaction: number | null,
): RehearsedStatement {
  const error = done.observation?.error ?? null;
  const blame = error && blameIn(chain, step, error);
  if (error) {
    const { id, path } = step.migration;
    chain.incidents.push({ migration: id, path, line: statement.line, text: statement.text, blame });
  }
  const { index } = statement;
  return {
    index,
    transaction,
    ...done,
    skipped: null,
    ended: false,
    blame,
    dependsOnRows: dependsOnRows(statement, done.observation),
  };
}
