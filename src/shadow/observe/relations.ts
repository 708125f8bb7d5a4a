import { type LockMode, lockModeFromPgLocks } from "../../postgres/lock-mode.ts";
import type { Session } from "../engines/session.ts";
import { heldLocks } from "./held-locks.ts";
import type { ObservedLock } from "./observation.ts";

/** pg_class.relkind of what a statement can lock: tables, partitioned and foreign ones, views, indexes, sequences. */
export type RelationKind = "r" | "p" | "f" | "v" | "m" | "i" | "I" | "S";

/** What the catalog says of a relation at one moment. Temporary, TOAST and system relations are left out. */
export interface RelationState {
  /** `schema.name`. */
  readonly relation: string;
  /** Without the schema, as PostgreSQL's messages name it. */
  readonly name: string;
  readonly kind: RelationKind;
  /** Changes when the relation's content is written to a new file. 0 where it has none. */
  readonly file: number;
  readonly tablespace: number;
  /** False of a materialized view without data. */
  readonly populated: boolean;
  /** The table of an index, by oid. */
  readonly table: number | null;
}

/** What was done to a relation so far, by the server's own counters: only differences mean something. */
export interface Activity {
  readonly scans: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** One look at the session: all relations, the locks that its transaction holds and what it has done, by oid. */
export interface Moment {
  readonly relations: ReadonlyMap<number, RelationState>;
  readonly locks: ReadonlyMap<number, readonly LockMode[]>;
  /** The locks on relations that are known by name, sorted. */
  readonly held: readonly ObservedLock[];
  /** Of relations to which anything was done. */
  readonly activity: ReadonlyMap<number, Activity>;
}

/** What a later look builds upon. It takes over what did not change: of two looks most is one and the same. */
interface Seen extends Moment {
  readonly rows: ReadonlyMap<number, RelationRow>;
  readonly schemas: string;
  /** As they were told. */
  readonly lockText: string;
  /** Transaction id: rows of pg_class that were written since have this one or a later one. */
  readonly horizon: string;
  /** The transaction's own id, if it had one yet, and the last of its commands that wrote to pg_class. */
  readonly transaction: string | null;
  readonly command: number | null;
}

/** oid, schema's oid, name, kind, file, tablespace, populated, table's oid */
type RelationRow = [number, number, string, RelationKind, number, number, boolean, number | null];
type Counters = [scans: number, inserted: number, updated: number, deleted: number];

/** Objects of users have oids from here on (FirstNormalObjectId). */
const FIRST_USER_OID = 16384;

// Set anew with each look: a migration may set it, too (pg_dump's files do).
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
const FROM_RELATIONS = `FROM pg_catalog.pg_class c
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
 * `seen`: the newest look that still holds, of this transaction or of one before it that was committed. Rows of pg_class
 * that were written since are told by their transaction id, whoever wrote them; in one transaction, where all have the
 * same or that of a savepoint, by the number of the command.
 */
function looking(seen: Seen | null, sameTransaction: boolean): string {
  const conditions = seen ? [isOfTransaction(`'${seen.horizon}'::pg_catalog.xid`)] : ["TRUE"];
  if (seen && sameTransaction && seen.transaction !== null && seen.command !== null)
    conditions.push(
      // Once another command has been at a row, the number may be another's.
      `NOT (${textOf("xidout", "c.xmax")} ${eq} '0'::pg_catalog.text AND ${isOfTransaction(`'${seen.transaction}'::pg_catalog.xid`)}
         AND ${COMMAND} OPERATOR(pg_catalog.<=) ${seen.command}::pg_catalog.int8)`,
    );
  return `SELECT relations.*, (${SCHEMAS}) AS schemas, (${LOCKS}) AS locks, ${HORIZON} AS horizon,
      ${textOf("xidout", OWN_TRANSACTION)} AS transaction, ${DEBUG_MESSAGES}
    FROM (SELECT pg_catalog.json_agg(${ROW}) FILTER (WHERE ${conditions.join(" AND ")}) AS changed,
      pg_catalog.max(${COMMAND}) FILTER (WHERE ${isOfTransaction(OWN_TRANSACTION)})::pg_catalog.int4 AS command,
      pg_catalog.json_agg(${COUNTERS}) FILTER (WHERE ${IS_ACTIVE}) AS activity,
      pg_catalog.count(*)::pg_catalog.int4 AS total ${FROM_RELATIONS}) relations`;
}

/**
 * Looks at the session's own transaction. One round trip, two after something was dropped; takes no lock on a user's
 * relation. `last` makes it cheaper: the look before it in the same transaction, or the last one of a transaction that
 * was committed since.
 */
export async function look(session: Session, last?: Moment, sameTransaction = true): Promise<Moment> {
  const seen = last && "rows" in last ? (last as Seen) : null;
  const [row] = await session.query<{
    changed: RelationRow[] | null;
    total: number;
    schemas: string;
    locks: string | null;
    activity: [number, ...Counters][] | null;
    horizon: string;
    transaction: string | null;
    command: number | null;
  }>(looking(seen, sameTransaction));
  if (!row) throw new Error("PostgreSQL does not tell its relations");
  const { schemas, horizon, transaction, command, total } = row;
  const changed = row.changed ?? [];
  const added = changed.filter(([oid]) => !seen?.rows.has(oid)).length;
  const expected = (seen?.rows.size ?? 0) + added;
  if (expected < total) return look(session);
  const gone = expected > total;
  const rows = await rowsNow(session, seen, changed, gone);
  const relations = statesOf(rows, schemas, seen);
  const lockText = row.locks ?? "";
  const locks = lockText === seen?.lockText ? seen.locks : locksIn(lockText, seen);
  const moment: Seen = {
    relations,
    locks,
    held: heldLocks(relations, locks, seen),
    activity: new Map((row.activity ?? []).map(([oid, ...counted]) => [oid, activityOf(counted)])),
    rows,
    schemas,
    lockText,
    horizon,
    transaction,
    command,
  };
  return moment;
}

async function rowsNow(
  session: Session,
  seen: Seen | null,
  changed: readonly RelationRow[],
  gone: boolean,
): Promise<ReadonlyMap<number, RelationRow>> {
  if (seen && changed.length === 0 && !gone) return seen.rows;
  const rows = new Map(seen?.rows);
  for (const row of changed) rows.set(row[0], row);
  if (!gone) return rows;
  const [left] = await session.query<{ oids: number[] | null }>(
    `SELECT pg_catalog.json_agg(c.oid::pg_catalog.int8) AS oids ${FROM_RELATIONS}`,
  );
  const here = new Set(left?.oids);
  for (const oid of rows.keys()) if (!here.has(oid)) rows.delete(oid);
  return rows;
}

function statesOf(
  rows: ReadonlyMap<number, RelationRow>,
  schemas: string,
  seen: Seen | null,
): ReadonlyMap<number, RelationState> {
  const sameNames = schemas === seen?.schemas;
  if (sameNames && rows === seen.rows) return seen.relations;
  const names = JSON.parse(schemas) as Record<string, string>;
  const states = new Map<number, RelationState>();
  let differs = rows.size !== seen?.rows.size;
  for (const [oid, row] of rows) {
    const known = seen?.relations.get(oid);
    const same = known && sameNames && row === seen?.rows.get(oid);
    const state = same ? known : stateOf(row, names);
    const taken = known && isEqual(state, known) ? known : state;
    differs ||= taken !== known;
    states.set(oid, taken);
  }
  // GRANT and the like write a row anew without a change that matters here.
  return differs || !seen ? states : seen.relations;
}

function stateOf(row: RelationRow, schemas: Readonly<Record<string, string>>): RelationState {
  const [, schema, name, kind, file, tablespace, populated, table] = row;
  return { relation: `${schemas[schema]}.${name}`, name, kind, file, tablespace, populated, table };
}

function isEqual(a: RelationState, b: RelationState): boolean {
  return a === b || (Object.keys(a) as (keyof RelationState)[]).every((key) => a[key] === b[key]);
}

function activityOf([scans, inserted, updated, deleted]: Counters): Activity {
  return { scans, inserted, updated, deleted };
}

function locksIn(text: string, seen: Seen | null): ReadonlyMap<number, readonly LockMode[]> {
  const names = new Map<number, string[]>();
  for (const entry of text === "" ? [] : text.split(",")) {
    const at = entry.indexOf(" ");
    const oid = Number(entry.slice(0, at));
    const known = names.get(oid);
    if (known) known.push(entry.slice(at + 1));
    else names.set(oid, [entry.slice(at + 1)]);
  }
  const locks = new Map<number, readonly LockMode[]>();
  for (const [oid, modes] of names) {
    const now = lockModes(modes);
    const before = seen?.locks.get(oid);
    const same = before?.length === now.length && now.every((mode) => before.includes(mode));
    locks.set(oid, same ? before : now);
  }
  return locks;
}

/** The modes of pg_locks in the manual's words; SIREAD marks of serializable transactions are no locks. */
export function lockModes(names: readonly string[]): LockMode[] {
  return names.map(lockModeFromPgLocks).filter((mode) => mode !== null);
}
