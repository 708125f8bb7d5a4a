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

/** What a later look builds upon. */
interface Seen extends Moment {
  readonly rows: ReadonlyMap<number, RelationRow>;
  readonly schemas: string;
  /** Transaction id: rows of pg_class that were written since have this one or a later one. */
  readonly horizon: string;
}

/** oid, schema's oid, name, kind, file, tablespace, populated, table's oid */
type RelationRow = [number, number, string, RelationKind, number, number, boolean, number | null];
type Counters = [scans: number, inserted: number, updated: number, deleted: number];

/** Objects of users have oids from here on (FirstNormalObjectId). */
const FIRST_USER_OID = 16384;

// Set anew with each look: a migration may set it, too (pg_dump's files do).
const DEBUG_MESSAGES = "pg_catalog.set_config('client_min_messages', 'debug1', true)";

/** All relations, in full where `changed` holds, else by their oid only. 99 is the schema pg_toast. */
const relations = (changed: string) => `SELECT pg_catalog.json_agg(CASE WHEN ${changed} THEN
    pg_catalog.json_build_array(c.oid::int8, c.relnamespace::int8, c.relname, c.relkind, c.relfilenode::int8,
      c.reltablespace::int8, c.relispopulated, CASE WHEN c.relkind IN ('i', 'I') THEN
        (SELECT i.indrelid::int8 FROM pg_catalog.pg_index i WHERE i.indexrelid = c.oid) END)
    ELSE pg_catalog.to_json(c.oid::int8) END)
  FROM pg_catalog.pg_class c
  WHERE c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'i', 'I', 'S')
    AND c.relpersistence <> 't' AND c.relnamespace <> 99`;

const SCHEMAS = "SELECT pg_catalog.json_object_agg(oid, nspname)::text FROM pg_catalog.pg_namespace";

const counters = (oid: string) =>
  `pg_catalog.json_build_array(pg_catalog.pg_stat_get_xact_numscans(${oid}),
    pg_catalog.pg_stat_get_xact_tuples_inserted(${oid}), pg_catalog.pg_stat_get_xact_tuples_updated(${oid}),
    pg_catalog.pg_stat_get_xact_tuples_deleted(${oid}))`;

const LOCKS = `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(relation::int8, modes, ${counters("relation")}))
  FROM (SELECT relation, pg_catalog.array_agg(mode) AS modes FROM pg_catalog.pg_locks
    WHERE locktype = 'relation' AND pid = pg_catalog.pg_backend_pid() AND relation >= ${FIRST_USER_OID}
    GROUP BY relation) held`;

const ACTIVITY = `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(oid::int8, ${counters("oid")}))
  FROM pg_catalog.pg_class WHERE oid >= ${FIRST_USER_OID} AND relkind IN ('r', 'm', 'i')
    AND (pg_catalog.pg_stat_get_xact_numscans(oid) > 0 OR pg_catalog.pg_stat_get_xact_tuples_inserted(oid) > 0
      OR pg_catalog.pg_stat_get_xact_tuples_updated(oid) > 0 OR pg_catalog.pg_stat_get_xact_tuples_deleted(oid) > 0)`;

/**
 * `last`: the newest look that still holds, of this transaction or of one before it that was committed. Rows of pg_class
 * that were written since are told by their transaction id, whoever wrote them.
 */
function looking(seen: Seen | null, sameTransaction: boolean): string {
  const changed = seen
    ? `pg_catalog.age(c.xmin) <= pg_catalog.age('${seen.horizon}'::pg_catalog.xid)`
    : "TRUE";
  // The server adds counters of earlier transactions until it reports them: the first look of a transaction needs those
  // of all relations, later ones of what is locked.
  const activity = sameTransaction ? "NULL::json" : ACTIVITY;
  return `SELECT (${relations(changed)}) AS relations, (${SCHEMAS}) AS schemas, (${LOCKS}) AS locks,
    (${activity}) AS activity, ${HORIZON} AS horizon, ${DEBUG_MESSAGES}`;
}

const HORIZON = "pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::pg_catalog.xid::text";

/**
 * Looks at the session's own transaction. One round trip; takes no lock on a user's relation. `last` makes it cheaper:
 * the look before it in the same transaction, or the last one of a transaction that was committed since.
 */
export async function look(
  session: Session,
  last?: Moment,
  sameTransaction = last !== undefined,
): Promise<Moment> {
  const seen = last && "rows" in last ? (last as Seen) : null;
  const [row] = await session.query<{
    relations: (number | RelationRow)[] | null;
    schemas: string;
    locks: [number, string[], Counters][] | null;
    activity: [number, Counters][] | null;
    horizon: string;
  }>(looking(seen, sameTransaction && seen !== null));
  const schemas = row?.schemas ?? "{}";
  const names = JSON.parse(schemas) as Record<string, string>;
  const renamed = schemas !== seen?.schemas;
  const rows = new Map<number, RelationRow>();
  const states = new Map<number, RelationState>();
  for (const entry of row?.relations ?? []) {
    const oid = typeof entry === "number" ? entry : entry[0];
    const full = typeof entry === "number" ? seen?.rows.get(oid) : entry;
    if (!full) continue;
    rows.set(oid, full);
    const known = typeof entry === "number" && !renamed ? seen?.relations.get(oid) : undefined;
    states.set(oid, known ?? stateOf(full, names));
  }
  const locks = row?.locks ?? [];
  const activity = new Map(sameTransaction ? seen?.activity : []);
  for (const [oid, counted] of row?.activity ?? []) activity.set(oid, activityOf(counted));
  for (const [oid, , counted] of locks) activity.set(oid, activityOf(counted));
  const moment: Seen = {
    relations: states,
    locks: new Map(locks.map(([oid, modes]) => [oid, lockModes(modes)])),
    activity,
    rows,
    schemas,
    horizon: row?.horizon ?? "0",
  };
  return moment;
}

function stateOf(row: RelationRow, schemas: Readonly<Record<string, string>>): RelationState {
  const [, schema, name, kind, file, tablespace, populated, table] = row;
  return { relation: `${schemas[schema]}.${name}`, name, kind, file, tablespace, populated, table };
}

function activityOf([scans, inserted, updated, deleted]: Counters): Activity {
  return { scans, inserted, updated, deleted };
}

/** The modes of pg_locks in the manual's words; SIREAD marks of serializable transactions are no locks. */
export function lockModes(names: readonly string[]): LockMode[] {
  return names.map(lockModeFromPgLocks).filter((mode) => mode !== null);
}
