import { compare, type ValidatedKey } from "./compare.ts";
import { workOf } from "./messages.ts";
import type { Observation } from "./observation.ts";
import { look, type Moment } from "./relations.ts";
import type { Session } from "./session.ts";

/** SQLSTATE active_sql_transaction: "... cannot run inside a transaction block". */
export const REFUSED_IN_TRANSACTION = "25001";

/** Watches the statements of one open transaction, one after the other. */
export interface TransactionWatch {
  /** Runs the statement and tells what it did. After an error the transaction is PostgreSQL's aborted one. */
  observe(statement: string): Promise<Observation>;
  /** The last look: where the next transaction begins, once this one is committed. */
  moment(): Moment;
}

/**
 * Begins to watch in an open transaction: call it after BEGIN. Costs one round trip now and one a statement.
 * `committed`, the last look of a committed transaction before it, makes the first look cheaper.
 * No savepoints: they change what some statements may do (new enum values).
 */
export async function watchTransaction(session: Session, committed?: Moment): Promise<TransactionWatch> {
  let before = await look(session, committed, false);
  return {
    moment: () => before,
    async observe(statement) {
      const executed = await session.exec(statement);
      const { error } = executed;
      // In an aborted transaction nothing can be asked, and its locks are as good as gone.
      const after = error ? before : await look(session, before);
      const keys = error ? [] : await validatedKeys(session, workOf(executed.notices).validated, after);
      const sighted = compare(before, executed, after, { keys, counted: true });
      before = after;
      return {
        ...sighted,
        allowedInTransaction: error?.sqlstate !== REFUSED_IN_TRANSACTION,
        sampled: false,
      };
    },
  };
}

/** The message names the constraint only: its tables are those that the transaction has locked. */
async function validatedKeys(
  session: Session,
  names: readonly string[],
  { locks, relations }: Moment,
): Promise<ValidatedKey[]> {
  if (names.length === 0) return [];
  const keys = await session.query<{ referencing: string; referenced: string }>(
    `SELECT conrelid::int8 AS referencing, confrelid::int8 AS referenced
     FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conname = ANY ($1)`,
    [names],
  );
  return keys
    .map(({ referencing, referenced }) => ({
      referencing: Number(referencing),
      referenced: Number(referenced),
    }))
    .filter(({ referencing }) => locks.has(referencing) && relations.get(referencing)?.kind === "r");
}
