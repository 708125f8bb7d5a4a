import type { Observation } from "../../effects/observation.ts";
import { readsTheSame } from "../engines/script.ts";
import {
  type Executed,
  type ExecutedPart,
  jsonOf,
  ours,
  type ScriptPart,
  type Session,
} from "../engines/session.ts";
import { isDynamic, isOpen, mayGoUncounted, mayTakeBackAPart } from "./block-text.ts";
import { type CommitResult, commit } from "./commit.ts";
import { compare } from "./compare.ts";
import { compareDetails, isTamperedWith } from "./compare-details.ts";
import type { DetailLook, DetailOptions } from "./details.ts";
import type { Look } from "./look-query.ts";
import { workOf } from "./messages.ts";
import { keysNamed } from "./named-keys.ts";
import { type OwnStatement, observeOwn, runsAlone } from "./observe-own.ts";
import { type ObserveRowsResult, observeRows } from "./observe-rows.ts";
import { OwnRelations } from "./own-relations.ts";
import { SessionLooks } from "./session-looks.ts";
import type { LastDetails, Settled } from "./settled.ts";

/** SQLSTATE active_sql_transaction: "... cannot run inside a transaction block". */
export const REFUSED_IN_TRANSACTION = "25001";

const TAMPERED = "it makes functions of pg_catalog its own, so that nothing that is seen can be trusted";

const TAKES_BACK = /^\s*rollback\b/i;

/** To ask for the counters of each takes longer than to ask for all that there are. */
const MANY_LOCKS = 200;

export interface ObserveOptions {
  /** Also below relations. */
  readonly closely?: boolean;
  /** The text is one statement, as the parser ends it: it may be sent with what looks behind it. */
  readonly isOne?: boolean;
}

/** Watches the statements of one open transaction, one after the other. */
export interface TransactionWatch {
  /**
   * Runs the statement and tells what it did. After an error the transaction is PostgreSQL's aborted one.
   */
  observe(statement: string, how?: ObserveOptions): Promise<Observation>;
  /** Runs statements that change rows, together: see `observeRows`. */
  observeRows(statements: readonly string[]): Promise<ObserveRowsResult>;
  /** Whether the next statements can be run together, of those that name relations of the transaction's own alone. */
  mayRunOwn(): Promise<boolean>;
  isOwnName(name: string): boolean;
  /** See `observeOwn`. After null the transaction is not to be gone on with. */
  observeOwn(statements: readonly OwnStatement[]): Promise<readonly Observation[] | null>;
  /** The last look: where the next transaction begins, once this one is committed. */
  lastLook(): Look;
  /** Ends it: see settled.ts. */
  commit(): Promise<CommitResult>;
}

export interface WatchOptions {
  /** The last look of a committed transaction before it makes the first look cheaper. */
  readonly committed: Look | null;
  /** The transaction began right behind `countAnew`. */
  readonly isFresh?: boolean;
  /** Of the session. */
  readonly looks?: SessionLooks;
}

/**
 * Begins to watch in an open transaction: call it after BEGIN. Costs one round trip now and one a statement.
 * No savepoints: they change what some statements may do (new enum values).
 */
export async function watchTransaction(
  session: Session,
  { committed, isFresh = false, looks = new SessionLooks(session) }: WatchOptions,
): Promise<TransactionWatch> {
  let before = await looks.look({
    last: committed,
    sameTransaction: false,
    everywhere: !isFresh,
    isFresh,
  });
  // What was counted before is to be told from what is counted in it.
  if (isFresh && !before.countsItself)
    before = await looks.look({ last: committed, sameTransaction: false, everywhere: true });
  return new OpenWatch(session, looks, before);
}

/** Nothing was run: the session is not as it was when its last transaction was committed. */
export class NotSettled extends Error {}

/** Watches a transaction that begins, with what is sent first in it, where the last one has ended. See `commit`. */
export async function watchSettled(
  session: Session,
  looks: SessionLooks,
  settled: Settled,
): Promise<TransactionWatch> {
  const begin = [ours("BEGIN"), ours(await looks.start(settled))];
  return new OpenWatch(session, looks, settled.look, { begin, details: settled.details });
}

/** COPY waits for rows. */
const WAITS = /\bcopy\b/i;

class OpenWatch implements TransactionWatch {
  readonly #session: Session;
  readonly #looks: SessionLooks;
  #before: Look;
  /** What is still to be sent before anything else. */
  #begin: readonly ScriptPart[];
  #details: DetailLook | null;
  /** They are of this transaction. */
  #detailsAreOwn = false;
  /** Nothing was run since. */
  #detailsAreNew: boolean;
  /** What was run since surely left the counters alone. */
  #detailsAreCounted: boolean;
  #validatedBy = -1;
  readonly #own: OwnRelations;

  constructor(
    session: Session,
    looks: SessionLooks,
    before: Look,
    { begin, details }: { readonly begin: readonly ScriptPart[]; readonly details: LastDetails } = ANEW,
  ) {
    this.#session = session;
    this.#looks = looks;
    this.#before = before;
    this.#own = new OwnRelations(before);
    this.#begin = begin;
    this.#details = details.details;
    this.#detailsAreNew = details.isNew;
    this.#detailsAreCounted = details.isNew;
  }

  lastLook(): Look {
    return this.#before;
  }

  commit(): Promise<CommitResult> {
    const details = { details: this.#details, isNew: this.#detailsAreNew };
    return commit(this.#session, this.#looks, this.#before, details);
  }

  async observeRows(statements: readonly string[]): Promise<ObserveRowsResult> {
    const before = this.#before;
    const result = await observeRows(this.#session, this.#looks, { before, statements, inTransaction: true });
    this.#before = result.after;
    this.#detailsAreNew = false;
    this.#detailsAreCounted = false;
    return result;
  }

  mayRunOwn(): Promise<boolean> {
    return runsAlone(this.#session, this.#before);
  }

  isOwnName(name: string): boolean {
    return this.#own.isOwnName(name, this.#before);
  }

  async observeOwn(statements: readonly OwnStatement[]): Promise<readonly Observation[] | null> {
    const told = await observeOwn(this.#session, this.#looks, this.#before, this.#own, statements);
    if (told === null) return null;
    this.#before = told.after;
    this.#validatedBy = Math.max(this.#validatedBy, ...told.keys.map(({ command }) => command ?? -1));
    this.#keepDetails(null);
    return told.observations;
  }

  async observe(
    statement: string,
    { closely = false, isOne = false }: ObserveOptions = {},
  ): Promise<Observation> {
    const before = this.#before;
    // What a savepoint took back is no newer than what it left.
    const isTakenBack = TAKES_BACK.test(statement);
    const detailsBefore = closely ? await this.#detailsNow() : null;
    const { executed, after, details } = await this.#run(statement, { closely, isOne, isTakenBack });
    const { error } = executed;
    const { validated } = workOf(executed.notices);
    const found = error || validated.length === 0 ? [] : await keysNamed(this.#session, validated, after);
    const fresh = found.filter(({ command }) => command !== null && command > this.#validatedBy);
    const keys = fresh.length > 0 ? fresh : found;
    this.#validatedBy = Math.max(this.#validatedBy, ...found.map(({ command }) => command ?? -1));
    const sighted = compare(before, executed, after, { keys, counted: true });
    const relations = { before: before.relations, after: after.relations };
    this.#before = after;
    if (!error) this.#keepDetails(details);
    // No mark tells what was taken back.
    if (isTakenBack) this.#details = null;
    const seen = detailsBefore && details && { before: detailsBefore, after: details };
    return {
      ...sighted,
      ...(seen && { details: compareDetails(seen.before.details, seen.after.details, relations) }),
      ...(seen && isTamperedWith(seen.before, seen.after) && { blinded: TAMPERED }),
      allowedInTransaction: error?.sqlstate !== REFUSED_IN_TRANSACTION,
      sampled: false,
    };
  }

  /** Runs the statement and looks behind it; after an error nothing can be asked, and its locks are as good as gone. */
  async #run(
    statement: string,
    { closely, isOne, isTakenBack }: Required<ObserveOptions> & { readonly isTakenBack: boolean },
  ): Promise<{ readonly executed: Executed; readonly after: Look; readonly details: DetailLook | null }> {
    const before = this.#before;
    const isKnown = !closely || isOpen(statement);
    const keepsLocks = isKnown && !isTakenBack && !before.takesBack;
    const counted = keepsLocks && before.countsItself;
    const mayUnlock = closely && mayTakeBackAPart(statement);
    const everywhere = !counted || mayUnlock || before.lockTexts.length > MANY_LOCKS;
    const options = { last: isTakenBack ? null : before, everywhere, counted, keepsLocks };
    if (!isKnown || before.takesBack || !before.countsItself || mayGoUncounted(statement))
      this.#detailsAreCounted = false;
    const isHidden = closely && (before.takesBack || isDynamic(statement));
    const isApart =
      !isOne ||
      isTakenBack ||
      !readsTheSame(statement) ||
      WAITS.test(statement) ||
      this.#looks.distrusts(statement, isHidden);
    if (isApart) {
      await this.#sendBegin();
      const executed = await this.#session.exec(statement);
      this.#looks.note(statement, isHidden);
      if (executed.error) return { executed, after: before, details: null };
      const after = await this.#looks.look(options);
      return { executed, after, details: closely ? await this.#looks.details(this.#lastDetails()) : null };
    }
    const look = await this.#looks.looking(options);
    const detail = closely ? await this.#looks.detailing(this.#lastDetails()) : null;
    const asked = [...look.queries, ...(detail?.queries ?? [])].map(ours);
    const [executed, ...answers] = await this.#send([{ sql: statement, isOurs: false }, ...asked]);
    if (executed === undefined) throw new Error("PostgreSQL does not answer to a statement");
    if (executed.error) return { executed, after: before, details: null };
    const looked = answerTo(look.queries, answers);
    const detailed = answers.at(-1);
    const after = await look.read(jsonOf(looked));
    return { executed, after, details: detail && (await detail.read(jsonOf(detailed))) };
  }

  /** What is answered to the parts, without those that begin the transaction. */
  async #send(parts: readonly ScriptPart[]): Promise<ExecutedPart[]> {
    const begin = this.#begin;
    this.#begin = [];
    const answers = await this.#session.script([...begin, ...parts]);
    if (answers.slice(0, begin.length).some(({ error }) => error !== null)) throw new NotSettled();
    return answers.slice(begin.length);
  }

  async #sendBegin(): Promise<void> {
    if (this.#begin.length > 0) await this.#send([]);
  }

  async #detailsNow(): Promise<DetailLook> {
    if (this.#details !== null && this.#detailsAreNew) return this.#details;
    await this.#sendBegin();
    const details = await this.#looks.details(this.#lastDetails());
    this.#keepDetails(details);
    return details;
  }

  #lastDetails(): DetailOptions {
    const counted = this.#detailsAreCounted;
    return { last: this.#details, sameTransaction: this.#detailsAreOwn, counted };
  }

  /** Null: they are not looked at behind the statement that has run. */
  #keepDetails(details: DetailLook | null): void {
    this.#detailsAreNew = details !== null;
    if (details === null) return;
    this.#details = details;
    this.#detailsAreOwn = true;
    this.#detailsAreCounted = true;
  }
}

/** To the last of the first queries; where one fails, none behind it is answered. */
function answerTo(queries: readonly string[], answers: readonly ExecutedPart[]): ExecutedPart | undefined {
  return answers.find(({ error }) => error !== null) ?? answers[queries.length - 1];
}

const ANEW = { begin: [], details: { details: null, isNew: false } };
