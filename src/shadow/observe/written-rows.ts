/** How a look tells which rows of a catalog were written since an earlier one. SQL with schemas: see look-query.ts. */

const EQ = "OPERATOR(pg_catalog.=)";

/** Out of a type for which no cast to text is built in: one that a migration makes would be used. */
export const transactionText = (xid: string) => `pg_catalog.textin(pg_catalog.xidout(${xid}))`;

/** What later rows are told by: they have this transaction id or a later one. */
export const OWN_HORIZON = transactionText(
  "pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::pg_catalog.xid",
);

export const OWN_TRANSACTION = "pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.xid";

/** The transaction id, with its epoch, that is given away next. */
export const NEXT_TRANSACTION = "pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())";

/** Divides by zero, so that nothing behind it in a message is run. */
export const failsUnless = (condition: string) =>
  `pg_catalog.int4div(1, CASE WHEN ${condition} THEN 1 ELSE 0 END)`;

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

/**
 * How many were written since of rows among which those that were are likely to be: as many as were written at all, and they
 * are all of them. `rows`: a FROM clause with its WHERE, as `row`. -1: of some it cannot be told whether they were.
 */
export function countWritten(row: string, rows: string, since: string): string {
  return `(SELECT CASE WHEN pg_catalog.bool_or(NOT ${row}.xmax ${EQ} '0'::pg_catalog.xid) THEN -1::pg_catalog.int8
    ELSE pg_catalog.count(*) FILTER (WHERE ${since}) END ${rows})`;
}

/** What is new in a catalog stands behind what was there, unless there was room on an earlier page. Selected: who knows the place when it plans would plan again each time. */
export const isInTail = (row: string, from: string) => `${row}.ctid OPERATOR(pg_catalog.>=) (SELECT ${from})`;

/** Of the rows of a catalog the last one's place, as text: `(page,item)`. */
export const lastPlace = (row: string) => `pg_catalog.textin(pg_catalog.tidout(pg_catalog.max(${row}.ctid)))`;

/** Where the rows behind the last one begin, and those that stand on its page. */
export function tailFrom(place: string | null, last: string): string {
  const [, page] = /^\((\d+),\d+\)$/.exec(place ?? "") ?? [];
  return page === undefined ? last : `(${page},0)`;
}

/** Everything is behind it. */
export const FIRST_PLACE = "(0,0)";

const WAYS = ["inserted", "updated", "deleted"] as const;
export type Way = (typeof WAYS)[number];

/** How often the transaction has written to catalogs, by oid, as it is counted. */
export function writesTo(catalogs: readonly number[], ways: readonly Way[] = WAYS): string {
  const counters = catalogs.flatMap((oid) =>
    ways.map((how) => `pg_catalog.pg_stat_get_xact_tuples_${how}(${oid}::pg_catalog.oid)`),
  );
  return `(${counters.join(" OPERATOR(pg_catalog.+) ")})`;
}
