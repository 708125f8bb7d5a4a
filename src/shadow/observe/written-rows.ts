/** How a look tells which rows of a catalog were written since an earlier one. SQL with schemas: see look-query.ts. */

const EQ = "OPERATOR(pg_catalog.=)";

/** Out of a type for which no cast to text is built in: one that a migration makes would be used. */
export const transactionText = (xid: string) => `pg_catalog.textin(pg_catalog.xidout(${xid}))`;

/** What later rows are told by: they have this transaction id or a later one. */
export const OWN_HORIZON = transactionText(
  "pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::pg_catalog.xid",
);

export const OWN_TRANSACTION = "pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.xid";

/** FrozenTransactionId, than which nothing is older. */
export const FIRST_TRANSACTION = "2";

/** The number of the command that wrote a row. */
export const commandOf = (row: string) => `pg_catalog.int8in(pg_catalog.cidout(${row}.cmin))`;

/** The age of a constant is asked for once a query. */
export const isSince = (xmin: string, xid: string) =>
  `pg_catalog.age(${xmin}) OPERATOR(pg_catalog.<=) (SELECT pg_catalog.age(${xid}))`;

/** The moment of an earlier look, as SQL. */
export interface Moment {
  readonly horizon: string;
  /** The transaction's own id, if the look was one of it and it had one, and the last of its commands that wrote. */
  readonly transaction: string;
  readonly command: string;
}

/** Written since, by whomever; within one transaction that is told by the number of the command. */
export function writtenSince(row: string, { horizon, transaction, command }: Moment): string {
  // Once another command has been at a row, the number may be another's.
  return `${isSince(`${row}.xmin`, horizon)} AND NOT COALESCE(${row}.xmax ${EQ} '0'::pg_catalog.xid
    AND ${isSince(`${row}.xmin`, transaction)} AND ${commandOf(row)} OPERATOR(pg_catalog.<=) ${command}, FALSE)`;
}
