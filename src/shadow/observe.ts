import { compare, type ValidatedKey } from "./compare.ts";
import { workOf } from "./messages.ts";
import type { Observation } from "./observation.ts";
import { look, type Moment } from "./relations.ts";
import type { Session } from "./session.ts";

/** SQLSTATE active_sql_transaction: "... cannot run inside a transaction block". */
export const REFUSED_IN_TRANSACTION = "25001";

const TAKES_BACK = /^\s*rollback\b/i;

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
  let validatedBy = -1;
  return {
    moment: () => before,
    async observe(statement) {
      const executed = await session.exec(statement);
      const { error } = executed;
      // In an aborted transaction nothing can be asked, and its locks are as good as gone.
      // What a savepoint took back is no newer than what it left.
      const after = error ? before : await look(session, TAKES_BACK.test(statement) ? undefined : before);
      const { validated } = workOf(executed.notices);
      const found = error || validated.length === 0 ? [] : await keysNamed(session, validated, after);
      const fresh = found.filter(({ command }) => command !== null && command > validatedBy);
      const keys = fresh.length > 0 ? fresh : found;
      validatedBy = Math.max(validatedBy, ...found.map(({ command }) => command ?? -1));
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
  { locks, relations }: Moment,
): Promise<NamedKey[]> {
  const keys = await session.query<{ referencing: string; referenced: string; command: string | null }>(
    `SELECT conrelid::int8 AS referencing, confrelid::int8 AS referenced,
       CASE WHEN pg_catalog.age(xmin) <= pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)
         THEN cmin::text::int8 END AS command
     FROM pg_catalog.pg_constraint WHERE contype = 'f' AND convalidated AND conname = ANY ($1)`,
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
