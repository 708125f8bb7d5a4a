import type { Observation } from "../../effects/observation.ts";
import type { Migration } from "../../migrations/migration.ts";
import type { StatementError } from "../../postgres/server-message.ts";
import type { Statement } from "../../sql/statement.ts";
import { ALONE, DISCONNECT, type Place } from "../../sql/transaction.ts";
import { QueryRefused } from "../engines/session.ts";
import { ShadowLost } from "../engines/shadow.ts";
import type { ObserveRowsResult } from "../observe/observe-rows.ts";
import type { Settled } from "../observe/settled.ts";
import { steered } from "../observe/unwatched.ts";
import { NotRepeatable, type OpenTransaction, openTransaction } from "./open-transaction.ts";
import type { RehearsedMigration, RehearseOptions, Witness } from "./rehearsal.ts";
import type { RehearsalState } from "./rehearsal-state.ts";
import {
  type Ran,
  type RehearsedStatement,
  rehearsedStatement,
  type Skipped,
  skippedStatement,
} from "./rehearsed-statement.ts";
import { replayBase } from "./replay.ts";
import { runAlone, runEachAlone, runRowsAlone } from "./run-alone.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";
import { TogetherSender } from "./send-together.ts";
import { needsBlock, transactionControl } from "./session-control.ts";
import type { RollBack } from "./way-back.ts";

/** What became of the judged migrations, by id; those of the base that stand between them are replayed. */
export async function rehearseJudged(
  state: RehearsalState,
  scheduled: readonly ScheduledMigration[],
  { grouping, onProgress, witness, rollBack }: RehearseOptions,
): Promise<Map<string, RehearsedMigration>> {
  const results = new Map<string, readonly RehearsedStatement[]>();
  let run = new WatchedRun(state, witness);
  for (const [at, one] of scheduled.entries()) {
    onProgress?.({ stage: "rehearsing", done: at, of: scheduled.length });
    if (one.judged) {
      results.set(one.migration.id, await run.run(one));
      if (at < scheduled.length - 1) await run.showTo(rollBack, one.migration);
    }
    // A tool has one connection for all that it deploys at once; psql has one for each file.
    if (one.judged && grouping === "one change" && one.migration.tool !== "sql") continue;
    await run.finish();
    if (!one.judged) await replayBase(state, one);
    else if (state.lost === null) await state.connectAgain();
    run = new WatchedRun(state, witness);
  }
  await run.finish();
  // Only now: a commit in `finish` still changes the last statement.
  return new Map(
    [...results].map(([id, statements]) => {
      const rehearsed = statements.length === 0 || statements.some(({ kind }) => kind !== "skipped");
      return [id, { rehearsed, statements }];
    }),
  );
}

/** A query or pipeline of several statements is rehearsed between BEGIN and COMMIT, to look at it in between. */
const NO_BLOCK = "it needs a transaction block, and the runner has none there";

interface Open {
  /** Its number in the run. */
  readonly number: number;
  readonly transaction: OpenTransaction;
  /** Statements of the migration that ran in it last. */
  results: RehearsedStatement[];
}

/**
 * Runs migrations as their runner does, statement by statement, and watches them. What is open stays so from one migration
 * to the next, where they share a transaction.
 */
class WatchedRun {
  readonly #state: RehearsalState;
  readonly #witness: Witness | undefined;
  readonly #together: TogetherSender;
  /** What is found out of a statement is noted once. */
  readonly #sendables = new WeakMap<Statement, string | Skipped>();
  #open: Open | null = null;
  /** Where the last transaction has ended, as long as nothing else is run. */
  #settled: Settled | null = null;

  constructor(state: RehearsalState, witness: Witness | undefined) {
    this.#state = state;
    this.#witness = witness;
    this.#together = new TogetherSender(witness);
  }

  /** What became of each statement, in order. The last one may still be changed by the commit in `finish`. */
  async run(scheduled: ScheduledMigration): Promise<RehearsedStatement[]> {
    const { migration, script, places } = scheduled;
    const results: RehearsedStatement[] = [];
    let ended: string | null = null;
    for (const statement of script.statements) {
      // It was run with one before it.
      if (statement.index < results.length) continue;
      const place = places[statement.index] ?? ALONE;
      const sql = this.#sendable(scheduled, statement, place, ended ?? this.#state.lost);
      if (typeof sql !== "string") {
        results.push(sql);
        continue;
      }
      try {
        const together = await this.#sendTogether(scheduled, statement, results);
        if (together > 0) continue;
        const ran = await this.#send(statement, sql, place, results);
        const { error } = ran.observation;
        const blame = error && this.#state.fail(scheduled, statement, error);
        results.push(rehearsedStatement(statement, ran, blame));
        if (error === null) ended = await this.#show(migration, statement);
      } catch (error) {
        const reason = await this.#end(error);
        ended = `the rehearsal ended at ${migration.path}:${statement.line}: ${reason}`;
        if (error instanceof ShadowLost) this.#state.lose(ended);
        results.push(skippedStatement(statement, "ended", reason));
      }
    }
    if (places.some(({ undoneBy }) => undoneBy === DISCONNECT)) await this.#close("ROLLBACK");
    return results;
  }

  /** Shows what a migration leaves to the next, for the way back to be compared with it. */
  async showTo(rollBack: RollBack | undefined, { id, path }: Migration): Promise<void> {
    if (rollBack === undefined || this.#state.lost !== null) return;
    this.#settled = null;
    try {
      await rollBack.look({ at: "up", migration: id }, this.#state.shadow.session, this.#open !== null);
    } catch (error) {
      this.#state.lose(`the rehearsal ended after ${path}: ${await this.#end(error)}`);
    }
  }

  /** Commits what is still open. */
  async finish(): Promise<void> {
    await this.#close("COMMIT");
  }

  /** Shows the witness what a statement has done; why nothing more can be run, or null. */
  async #show({ id, path }: Migration, statement: Statement): Promise<string | null> {
    if (this.#witness === undefined) return null;
    if (this.#witness.asksFor?.(statement) ?? true) this.#settled = null;
    const where = { migration: id, inTransaction: this.#open !== null };
    try {
      await this.#witness.after(this.#state.shadow.session, statement, where);
      return null;
    } catch (error) {
      const reason = `the rehearsal ended after ${path}:${statement.line}: ${await this.#end(error)}`;
      this.#state.lose(reason);
      return reason;
    }
  }

  #sendable(
    scheduled: ScheduledMigration,
    statement: Statement,
    place: Place,
    ended: string | null,
  ): string | Skipped {
    if (ended !== null) return skippedStatement(statement, "ended", ended);
    if (place.kind === "implicit" && place.refused) return skippedStatement(statement, "refused", NO_BLOCK);
    const sendable = this.#sendables.get(statement) ?? this.#state.sendable(scheduled, statement);
    this.#sendables.set(statement, sendable);
    return sendable;
  }

  /** Why the rest of a migration cannot be run after this error. */
  async #end(error: unknown): Promise<string> {
    this.#open = null;
    this.#settled = null;
    if (error instanceof QueryRefused) {
      // What took the right away may be a role that was set: a new connection has the first one again.
      await this.#state.connectAgain();
      return error.message;
    }
    if (error instanceof ShadowLost || error instanceof NotRepeatable) return error.message;
    throw error;
  }

  async #send(
    statement: Statement,
    sql: string,
    { transaction }: Place,
    results: RehearsedStatement[],
  ): Promise<Ran> {
    const settled = this.#settled;
    this.#settled = null;
    if (transaction !== null) return this.#sendInTransaction(statement, sql, transaction, results);
    await this.#close("COMMIT");
    return this.#sendAlone(statement, sql, settled);
  }

  /** Runs the statements from this one on that are told apart behind all of them; how many of them were told of. */
  async #sendTogether(
    scheduled: ScheduledMigration,
    { index }: Statement,
    results: RehearsedStatement[],
  ): Promise<number> {
    const { statements } = scheduled.script;
    const place = scheduled.places[index] ?? ALONE;
    const open = place.transaction !== null && this.#open?.number === place.transaction ? this.#open : null;
    if (place.transaction !== null && open === null) return 0;
    const observations = await this.#together.send({
      scheduled,
      from: index,
      transaction: open?.transaction ?? null,
      areSendable: (texts) =>
        statements.slice(index, index + texts.length).every((one, at) => {
          return this.#sendable(scheduled, one, scheduled.places[one.index] ?? ALONE, null) === texts[at];
        }),
      rowsAlone: (texts) => this.#rowsAlone(texts),
      eachAlone: this.#settled === null ? null : (texts) => this.#eachAlone(texts),
    });
    if (open !== null && observations.length > 0) open.results = results;
    for (const observation of observations) {
      const statement = statements[results.length];
      if (statement === undefined) break;
      const { error } = observation;
      const blame = error && this.#state.fail(scheduled, statement, error);
      results.push(rehearsedStatement(statement, watched(observation), blame));
    }
    return observations.length;
  }

  async #rowsAlone(texts: readonly string[]): Promise<ObserveRowsResult | null> {
    await this.#close("COMMIT");
    this.#settled = null;
    return runRowsAlone(this.#state, texts);
  }

  async #eachAlone(texts: readonly string[]): Promise<readonly Observation[] | null> {
    const settled = this.#settled;
    this.#settled = null;
    const ran = settled && (await runEachAlone(this.#state, texts, settled));
    this.#settled = ran === null ? settled : ran.settled;
    return ran?.observations ?? null;
  }

  async #sendAlone(statement: Statement, sql: string, settled: Settled | null): Promise<Ran> {
    const { shadow } = this.#state;
    if (needsBlock(statement)) return watched(steered(await shadow.session.exec(sql)));
    const ran = await runAlone(this.#state, statement, sql, settled);
    this.#state.commit(ran.committed);
    this.#settled = ran.settled;
    if (!ran.isRefused) return watched(ran.observation);
    return { observation: await shadow.alone(sql), locksObserved: shadow.seesLocksOfAlone };
  }

  async #sendInTransaction(
    statement: Statement,
    sql: string,
    number: number,
    results: RehearsedStatement[],
  ): Promise<Ran> {
    const control = transactionControl(statement);
    if (this.#open?.number !== number) {
      await this.#close("COMMIT");
      const transaction = await this.#begin(control === "begin" ? sql : "BEGIN");
      this.#open = { number, transaction, results };
      if (control === "begin") return watched(steered({ rowCount: null, notices: [], error: null }));
    }
    const { transaction } = this.#open;
    if (control === "end") {
      const error = await this.#endTransaction(transaction, sql);
      this.#open = null;
      return watched(steered({ rowCount: null, notices: [], error }));
    }
    this.#open.results = results;
    return watched(await transaction.run(statement, sql));
  }

  #begin(sql: string): Promise<OpenTransaction> {
    const { shadow, committed, looks } = this.#state;
    return openTransaction(shadow.session, sql, committed, looks);
  }

  async #endTransaction(transaction: OpenTransaction, sql: string): Promise<StatementError | null> {
    const error = await transaction.end(sql);
    if (!error && /^(?:commit|end)\b/i.test(sql)) this.#state.commit(transaction.lastLook());
    return error;
  }

  /** Ends what is open, if anything can still be run; an error of the commit is that of the last statement. */
  async #close(by: "COMMIT" | "ROLLBACK"): Promise<void> {
    if (!this.#open || this.#state.lost !== null) return;
    const { transaction, results } = this.#open;
    this.#open = null;
    const error = await this.#endTransaction(transaction, by);
    if (error === null) return;
    const at = results.findLastIndex(({ kind }) => kind !== "skipped");
    const last = results[at];
    if (last && last.kind !== "skipped")
      results[at] = { ...last, observation: { ...last.observation, error } };
  }
}

function watched(observation: Observation): Ran {
  return { observation, locksObserved: true };
}
