import type { Observation } from "../../effects/observation.ts";
import type { Session } from "../engines/session.ts";
import { compare, type ValidatedKey } from "./compare.ts";
import { compareDetails, isTamperedWith } from "./compare-details.ts";
import type { DetailLook } from "./details.ts";
import type { Look } from "./look-query.ts";
import { workOf } from "./messages.ts";
import { type ObserveRowsResult, observeRows } from "./observe-rows.ts";
import { SessionLooks } from "./session-looks.ts";

/** SQLSTATE active_sql_transaction: "... cannot run inside a transaction block". */
export const REFUSED_IN_TRANSACTION = "25001";

const TAMPERED = "it makes functions of pg_catalog its own, so that nothing that is seen can be trusted";

const TAKES_BACK = /^\s*rollback\b/i;

/** Where it is not in the text of a block, all that it runs is there. */
const DYNAMIC = /\bexecute\b/i;

/** To ask for the counters of each takes longer than to ask for all that there are. */
const MANY_LOCKS = 200;

/** Watches the statements of one open transaction, one after the other. */
export interface TransactionWatch {
  /**
   * Runs the statement and tells what it did; `closely`: also below relations. After an error the transaction is
   * PostgreSQL's aborted one.
   */
  observe(statement: string, closely: boolean): Promise<Observation>;
  /** Runs statements that change rows, together: see `observeRows`. */
  observeRows(statements: readonly string[]): Promise<ObserveRowsResult>;
  /** The last look: where the next transaction begins, once this one is committed. */
  lastLook(): Look;
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
  let validatedBy = -1;
  // As they were at some moment of this transaction.
  let details: DetailLook | null = null;
  const detailsNow = async (): Promise<DetailLook> => {
    details = await looks.details({ last: details, sameTransaction: true });
    return details;
  };
  return {
    lastLook: () => before,
    async observeRows(statements) {
      const result = await observeRows(session, looks, { before, statements, inTransaction: true });
      before = result.after;
      return result;
    },
    async observe(statement, closely) {
      const detailsBefore = closely ? await detailsNow() : null;
      const executed = await session.exec(statement);
      const { error } = executed;
      // In an aborted transaction nothing can be asked, and its locks are as good as gone.
      // What a savepoint took back is no newer than what it left.
      const isTakenBack = TAKES_BACK.test(statement);
      if (isTakenBack) details = null;
      const counted = !(closely || isTakenBack || before.takesBack) && before.countsItself;
      const everywhere = !counted || before.lockTexts.length > MANY_LOCKS;
      looks.note(statement, closely && (before.takesBack || DYNAMIC.test(statement)));
      const after = error
        ? before
        : await looks.look({ last: isTakenBack ? null : before, everywhere, counted });
      const { validated } = workOf(executed.notices);
      const found = error || validated.length === 0 ? [] : await keysNamed(session, validated, after);
      const fresh = found.filter(({ command }) => command !== null && command > validatedBy);
      const keys = fresh.length > 0 ? fresh : found;
      validatedBy = Math.max(validatedBy, ...found.map(({ command }) => command ?? -1));
      const sighted = compare(before, executed, after, { keys, counted: true });
      const relations = { before: before.relations, after: after.relations };
      before = after;
      const detailsAfter = detailsBefore && !error ? await detailsNow() : null;
      const seen = detailsBefore && detailsAfter && { before: detailsBefore, after: detailsAfter };
      return {
        ...sighted,
        ...(seen && { details: compareDetails(seen.before.details, seen.after.details, relations) }),
        ...(seen && isTamperedWith(seen.before, seen.after) && { blinded: TAMPERED }),
        allowedInTransaction: error?.sqlstate !== REFUSED_IN_TRANSACTION,
        sampled: false,
      };
    },
  };
}

/** A foreign key, and the command of this transaction that wrote it last. */
interface NamedKey extends ValidatedKey {
  readonly command: number | null;
}

/**
 * The message names the constraint only: its tables are those that the transaction has locked. Of several with one name
 * that of the last command is meant.
 */
async function keysNamed(
  session: Session,
  names: readonly string[],
  { locks, relations }: Look,
): Promise<NamedKey[]> {
  const keys = await session.query<{ referencing: string; referenced: string; command: string | null }>(
    `SELECT conrelid::pg_catalog.int8 AS referencing, confrelid::pg_catalog.int8 AS referenced,
       CASE WHEN pg_catalog.age(xmin) OPERATOR(pg_catalog.<=)
           pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)
         THEN pg_catalog.int8in(pg_catalog.cidout(cmin)) END AS command
     FROM pg_catalog.pg_constraint WHERE contype OPERATOR(pg_catalog.=) 'f'::pg_catalog."char" AND convalidated
       AND conname::pg_catalog.text OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])`,
    [names],
  );
  return keys
    .map(({ referencing, referenced, command }) => ({
      referencing: Number(referencing),
      referenced: Number(referenced),
      command: command === null ? null : Number(command),
    }))
    .filter(({ referencing }) => locks.has(referencing) && relations.get(referencing)?.kind === "r");
}
