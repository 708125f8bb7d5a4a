import { type LockMode, lockModeFromPgLocks } from "../postgres/lock-mode.ts";
import type { Session } from "./session.ts";

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
  readonly activity: ReadonlyMap<number, Activity>;
}

type RelationRow = [number, string, string, RelationKind, number, number, boolean, number | null];
type LockRow = [number, string[]];
type ActivityRow = [number, number, number, number, number];

/** Objects of users have oids from here on (FirstNormalObjectId). */
const FIRST_USER_OID = 16384;

// Set anew with each look: a migration may set it, too (pg_dump's files do).
const DEBUG_MESSAGES = "pg_catalog.set_config('client_min_messages', 'debug1', true)";

const RELATIONS = `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
    c.oid::int8, n.nspname, c.relname, c.relkind, c.relfilenode::int8, c.reltablespace::int8, c.relispopulated,
    i.indrelid::int8))
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
  WHERE c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'i', 'I', 'S')
    AND c.relpersistence <> 't' AND n.nspname <> 'pg_toast'`;

const LOCKS = `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(relation::int8, modes))
  FROM (SELECT relation, pg_catalog.array_agg(mode) AS modes FROM pg_catalog.pg_locks
    WHERE locktype = 'relation' AND pid = pg_catalog.pg_backend_pid() AND relation >= ${FIRST_USER_OID}
    GROUP BY relation) held`;

/** Counters of the relations that a query gives as `oid`. */
const counters = (oids: string) => `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(oid::int8,
    pg_catalog.pg_stat_get_xact_numscans(oid), pg_catalog.pg_stat_get_xact_tuples_inserted(oid),
    pg_catalog.pg_stat_get_xact_tuples_updated(oid), pg_catalog.pg_stat_get_xact_tuples_deleted(oid)))
  FROM (${oids}) counted`;

// The server adds counters of earlier transactions until it reports them: the first look needs those of all relations,
// later ones of what is locked.
const ALL_OIDS = `SELECT oid FROM pg_catalog.pg_class WHERE oid >= ${FIRST_USER_OID} AND relkind IN ('r', 'm', 'i')`;
const LOCKED_OIDS = `SELECT DISTINCT relation AS oid FROM pg_catalog.pg_locks
  WHERE locktype = 'relation' AND pid = pg_catalog.pg_backend_pid() AND relation >= ${FIRST_USER_OID}`;

const looking = (oids: string) =>
  `SELECT (${RELATIONS}) AS relations, (${LOCKS}) AS locks, (${counters(oids)}) AS activity, ${DEBUG_MESSAGES}`;
const FIRST_LOOK = looking(ALL_OIDS);
const NEXT_LOOK = looking(LOCKED_OIDS);

/** Looks at the session's own transaction: the first time, or after `last`. One round trip; takes no lock on a user's relation. */
export async function look(session: Session, last?: Moment): Promise<Moment> {
  const [row] = await session.query<{
    relations: RelationRow[] | null;
    locks: LockRow[] | null;
    activity: ActivityRow[] | null;
  }>(last ? NEXT_LOOK : FIRST_LOOK);
  const activity = new Map(last?.activity);
  for (const [oid, scans, inserted, updated, deleted] of row?.activity ?? [])
    activity.set(oid, { scans, inserted, updated, deleted });
  return {
    relations: new Map((row?.relations ?? []).map((relation) => [relation[0], stateOf(relation)])),
    locks: new Map((row?.locks ?? []).map(([oid, modes]) => [oid, lockModes(modes)])),
    activity,
  };
}

function stateOf(row: RelationRow): RelationState {
  const [, schema, name, kind, file, tablespace, populated, table] = row;
  return { relation: `${schema}.${name}`, name, kind, file, tablespace, populated, table };
}

/** The modes of pg_locks in the manual's words; SIREAD marks of serializable transactions are no locks. */
export function lockModes(names: readonly string[]): LockMode[] {
  return names.map(lockModeFromPgLocks).filter((mode) => mode !== null);
}
