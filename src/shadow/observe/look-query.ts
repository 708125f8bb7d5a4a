/** The query behind a look at the session. */
import type { RelationKind } from "../../effects/observation.ts";
import type { SessionState } from "./session-state.ts";

/** The state, and what a later look builds upon: it takes over what did not change, which is most of it. */
export interface Look extends SessionState {
  readonly rows: ReadonlyMap<number, RelationRow>;
  readonly schemas: string;
  /** The locks as PostgreSQL listed them. */
  readonly lockText: string;
  /** Transaction id: rows of pg_class that were written since have this one or a later one. */
  readonly horizon: string;
  /** The transaction's own id, if it had one yet, and the last of its commands that wrote to pg_class. */
  readonly transaction: string | null;
  readonly command: number | null;
}

/** oid, schema's oid, name, kind, file, tablespace, populated, table's oid */
export type RelationRow = [number, number, string, RelationKind, number, number, boolean, number | null];
export type Counters = [scans: number, inserted: number, updated: number, deleted: number];

/** Objects of users have oids from here on (FirstNormalObjectId). */
const FIRST_USER_OID = 16384;

// Set again with each look: a migration may set it, too (pg_dump's files do).
const DEBUG_MESSAGES = "pg_catalog.set_config('client_min_messages', 'debug1', true)";

// A migration may make operators and types of its own, which a plain `=` or `::text` would find: names stand with their
// schema, and operators on exactly the types that they are made for.
const eq = "OPERATOR(pg_catalog.=)";

/** Out of a type for which no cast to text is built in: one that a migration makes would be used. */
const textOf = (out: string, value: string) => `pg_catalog.textin(pg_catalog.${out}(${value}))`;

const kinds = (list: string) => `ANY ('{${list}}'::pg_catalog."char"[])`;

const ROW = `pg_catalog.json_build_array(c.oid::pg_catalog.int8, c.relnamespace::pg_catalog.int8, c.relname, c.relkind,
  c.relfilenode::pg_catalog.int8, c.reltablespace::pg_catalog.int8, c.relispopulated,
  CASE WHEN c.relkind ${eq} ${kinds("i,I")} THEN
    (SELECT i.indrelid::pg_catalog.int8 FROM pg_catalog.pg_index i WHERE i.indexrelid ${eq} c.oid) END)`;

const COUNTERS = `pg_catalog.json_build_array(c.oid::pg_catalog.int8, pg_catalog.pg_stat_get_xact_numscans(c.oid),
  pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid), pg_catalog.pg_stat_get_xact_tuples_updated(c.oid),
  pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid))`;

const isCounted = (counter: string) =>
  `pg_catalog.pg_stat_get_xact_${counter}(c.oid) OPERATOR(pg_catalog.>) 0::pg_catalog.int8`;

// Of an index only reads are counted, of what has no rows nothing is.
const IS_ACTIVE = `CASE WHEN c.relkind ${eq} ${kinds("r,m,i")} THEN ${isCounted("numscans")}
  OR c.relkind OPERATOR(pg_catalog.<>) 'i'::pg_catalog."char" AND (${isCounted("tuples_inserted")}
    OR ${isCounted("tuples_updated")} OR ${isCounted("tuples_deleted")}) END`;

const IS_USERS = (oid: string) => `${oid} OPERATOR(pg_catalog.>=) ${FIRST_USER_OID}::pg_catalog.oid`;

/** 99 is the schema pg_toast. */
export const FROM_RELATIONS = `FROM pg_catalog.pg_class c
  WHERE ${IS_USERS("c.oid")} AND c.relkind ${eq} ${kinds("r,p,f,v,m,i,I,S")}
    AND c.relpersistence OPERATOR(pg_catalog.<>) 't'::pg_catalog."char"
    AND c.relnamespace OPERATOR(pg_catalog.<>) 99::pg_catalog.oid`;

const SCHEMAS =
  "SELECT pg_catalog.json_object_agg(oid, nspname)::pg_catalog.text FROM pg_catalog.pg_namespace";

// The view pg_locks can be replaced where the shadow's role is a superuser.
const LOCKS = `SELECT pg_catalog.string_agg(pg_catalog.concat(l.relation::pg_catalog.int8, ' ', l.mode), ','::pg_catalog.text)
  FROM pg_catalog.pg_lock_status() l
  WHERE l.locktype ${eq} 'relation'::pg_catalog.text AND l.pid ${eq} pg_catalog.pg_backend_pid() AND ${IS_USERS("l.relation")}`;

const HORIZON = textOf(
  "xidout",
  "pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::pg_catalog.xid",
);

const OWN_TRANSACTION = "pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.xid";
const COMMAND = `pg_catalog.int8in(pg_catalog.cidout(c.cmin))`;
const isOfTransaction = (xid: string) =>
  `pg_catalog.age(c.xmin) OPERATOR(pg_catalog.<=) pg_catalog.age(${xid})`;

/**
 * `last`: the newest look that still holds, of this transaction or of one before it that was committed. Rows of pg_class
 * that were written since are told by their transaction id, whoever wrote them; in one transaction, where all have the
 * same or that of a savepoint, by the number of the command.
 */
export function lookQuery(last: Look | null, sameTransaction: boolean): string {
  const conditions = last ? [isOfTransaction(`'${last.horizon}'::pg_catalog.xid`)] : ["TRUE"];
  if (last && sameTransaction && last.transaction !== null && last.command !== null)
    conditions.push(
      // Once another command has been at a row, the number may be another's.
      `NOT (${textOf("xidout", "c.xmax")} ${eq} '0'::pg_catalog.text AND ${isOfTransaction(`'${last.transaction}'::pg_catalog.xid`)}
         AND ${COMMAND} OPERATOR(pg_catalog.<=) ${last.command}::pg_catalog.int8)`,
    );
  return `SELECT relations.*, (${SCHEMAS}) AS schemas, (${LOCKS}) AS locks, ${HORIZON} AS horizon,
      ${textOf("xidout", OWN_TRANSACTION)} AS transaction, ${DEBUG_MESSAGES}
    FROM (SELECT pg_catalog.json_agg(${ROW}) FILTER (WHERE ${conditions.join(" AND ")}) AS changed,
      pg_catalog.max(${COMMAND}) FILTER (WHERE ${isOfTransaction(OWN_TRANSACTION)})::pg_catalog.int4 AS command,
      pg_catalog.json_agg(${COUNTERS}) FILTER (WHERE ${IS_ACTIVE}) AS activity,
      pg_catalog.count(*)::pg_catalog.int4 AS total ${FROM_RELATIONS}) relations`;
}
