/** SQL of users' relations: which there are, which are locked, and which rows of pg_class were written since. */
import type { RelationKind } from "../../effects/observation.ts";
import {
  commandOf,
  isInTail,
  isSince,
  lastPlace,
  type Moment,
  OWN_TRANSACTION,
  writesTo,
  writtenSince,
} from "./written-rows.ts";

/** oid, schema's oid, name, kind, file, tablespace, populated, table's oid */
export type RelationRow = [number, number, string, RelationKind, number, number, boolean, number | null];

// A migration may make operators and types of its own, which a plain `=` or `::text` would find: names stand with their
// schema, and operators on exactly the types that they are made for.
export const eq = "OPERATOR(pg_catalog.=)";

export const kinds = (list: string) => `ANY ('{${list}}'::pg_catalog."char"[])`;

/** Objects of users have oids from here on (FirstNormalObjectId). */
const FIRST_USER_OID = 16384;

export const IS_USERS = (oid: string) => `${oid} OPERATOR(pg_catalog.>=) ${FIRST_USER_OID}::pg_catalog.oid`;

const ROW = `pg_catalog.json_build_array(c.oid::pg_catalog.int8, c.relnamespace::pg_catalog.int8, c.relname, c.relkind,
  c.relfilenode::pg_catalog.int8, c.reltablespace::pg_catalog.int8, c.relispopulated,
  CASE WHEN c.relkind ${eq} ${kinds("i,I")} THEN
    (SELECT i.indrelid::pg_catalog.int8 FROM pg_catalog.pg_index i WHERE i.indexrelid ${eq} c.oid) END)`;

/** 99 is the schema pg_toast. */
const IS_TRACKED = `c.relkind ${eq} ${kinds("r,p,f,v,m,i,I,S")}
    AND c.relpersistence OPERATOR(pg_catalog.<>) 't'::pg_catalog."char"
    AND c.relnamespace OPERATOR(pg_catalog.<>) 99::pg_catalog.oid`;

/** All users' relations, tracked or not. */
export const FROM_RELATIONS = `FROM pg_catalog.pg_class c WHERE ${IS_USERS("c.oid")}`;

// The view pg_locks can be replaced where the shadow's role is a superuser.
export const LOCKED = `(SELECT l.relation AS oid, l.mode FROM pg_catalog.pg_lock_status() l
  WHERE CASE WHEN l.locktype ${eq} 'relation'::pg_catalog.text
    THEN ${IS_USERS("l.relation")} AND l.pid ${eq} pg_catalog.pg_backend_pid() ELSE FALSE END) h`;

/** Each by itself: of thousands, to group them takes as long as to list them. */
export const LOCKS = `pg_catalog.string_agg(pg_catalog.concat(h.oid::pg_catalog.int8, ' ', h.mode), ','::pg_catalog.text)`;

/** How many locks there were, and the highest oid of what was locked. */
interface LockMoment {
  readonly locks: string;
  readonly newestLocked: string;
}

/**
 * Of thousands, to count them takes half as long as to tell them. Most that come are on relations that were made since: where those
 * on what is newer than all that was locked are as many as have come, they are all of them.
 */
export function locksUnless({ locks, newestLocked }: LockMoment): string {
  const isNewer = `h.oid OPERATOR(pg_catalog.>) ${newestLocked}`;
  return `SELECT n.count, CASE WHEN n.count ${eq} ${locks} THEN NULL
      WHEN n.newer ${eq} (n.count OPERATOR(pg_catalog.-) ${locks}) THEN n.locks ELSE (SELECT ${LOCKS} FROM ${LOCKED}) END AS locks,
      n.newer ${eq} (n.count OPERATOR(pg_catalog.-) ${locks}) AS only_newer
    FROM (SELECT pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE ${isNewer}) AS newer,
      ${LOCKS} FILTER (WHERE ${isNewer}) AS locks FROM ${LOCKED} OFFSET 0) n`;
}

/** pg_class. Rows that were changed in place are not counted, and say nothing that is asked for here. */
export const CLASS_WRITES = writesTo([1259]);

/** A moment, how often pg_class had been written to, and from where on later rows are looked for. */
interface ClassMoment extends Moment {
  readonly classWrites: string;
  readonly classTail: string;
}

/**
 * What is written to has a lock; of thousands of locks most are on what was written to long ago. Where fewer rows are found than
 * were written, they are looked for everywhere.
 */
export function likelyRelations(last: ClassMoment, everywhere: boolean): string {
  const likely = everywhere
    ? isInTail("c", last.classTail)
    : `c.oid ${eq} ANY (ARRAY(SELECT h.oid FROM ${LOCKED}))`;
  const written = `(${CLASS_WRITES} OPERATOR(pg_catalog.-) ${last.classWrites})`;
  return `CASE WHEN ${CLASS_WRITES} ${eq} ${last.classWrites} THEN NULL ELSE (SELECT
    CASE WHEN w.is_certain IS NOT FALSE AND w.found ${eq} ${written} THEN ${writtenRelations("w", false)}
      ELSE (SELECT ${writtenRelations("a", true)} FROM (${relationsSince(last, "")}) a) END
    FROM (${relationsSince(last, `WHERE ${likely}`)} OFFSET 0) w) END`;
}

/** A `WrittenRelations`, of one row of `relationsSince`. */
export const writtenRelations = (row: string, isWhole: boolean) =>
  `pg_catalog.json_build_array(${row}.total, ${row}.tracked, ${row}.others, ${row}.last_place, ${row}.command, ${isWhole})`;

/**
 * How many rows pg_class has, users' rows that were written since, tracked and other ones, the last row and command that wrote,
 * how many were written, and whether it can be told of all of them whether they were.
 */
export function relationsSince(last: Moment, where: string): string {
  const isWritten = `CASE WHEN ${IS_USERS("c.oid")} THEN ${writtenSince("c", last)} ELSE FALSE END`;
  return `SELECT pg_catalog.count(*) AS total,
      pg_catalog.json_agg(${ROW}) FILTER (WHERE c.written AND ${IS_TRACKED}) AS tracked,
      pg_catalog.json_agg(c.oid::pg_catalog.int8) FILTER (WHERE c.written AND NOT (${IS_TRACKED})) AS others,
      ${lastPlace("c")} AS last_place,
      pg_catalog.max(${commandOf("c")}) FILTER (WHERE c.written AND ${isSince("c.xmin", OWN_TRANSACTION)}) AS command,
      pg_catalog.count(*) FILTER (WHERE c.written) AS found,
      pg_catalog.bool_and(c.xmax ${eq} '0'::pg_catalog.xid) AS is_certain
    FROM (SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relpersistence, c.relfilenode, c.reltablespace,
        c.relispopulated, c.xmin, c.cmin, c.xmax, c.ctid, ${isWritten} AS written FROM pg_catalog.pg_class c ${where} OFFSET 0) c`;
}
