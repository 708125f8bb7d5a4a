/** The query behind a look at the session. */
import type { RelationKind } from "../../effects/observation.ts";
import { RUNS_TEXTS } from "./hidden-work.ts";
import { PLANS_AS_BEFORE } from "./kept-plans.ts";
import {
  CLASS_WRITES,
  eq,
  FROM_RELATIONS,
  IS_USERS,
  kinds,
  LOCKED,
  LOCKS,
  likelyRelations,
  locksUnless,
  type RelationRow,
  relationsSince,
  writtenRelations,
} from "./relations-query.ts";
import type { SessionState } from "./session-state.ts";
import {
  FIRST_PLACE,
  FIRST_TRANSACTION,
  failsUnless,
  isSince,
  NEXT_TRANSACTION,
  OWN_HORIZON,
  OWN_TRANSACTION,
  transactionText,
  writesTo,
} from "./written-rows.ts";

/** The state, and what a later look builds upon: it takes over what did not change, which is most of it. */
export interface Look extends SessionState {
  readonly rows: ReadonlyMap<number, RelationRow>;
  /** Oids of users' relations that are no part of the state: temporary ones, TOAST, composite types. */
  readonly others: ReadonlySet<number>;
  /** How many rows pg_class has, all told. */
  readonly total: number;
  /** By oid. */
  readonly schemaNames: ReadonlyMap<number, string>;
  /** The locks as PostgreSQL listed them, in its order, and behind them those that came since. */
  readonly lockTexts: readonly string[];
  /** The highest oid of them. */
  readonly newestLocked: number;
  /** Transaction id: rows of pg_class that were written since have this one or a later one. */
  readonly horizon: string;
  /** The transaction's own id, if it had one yet, and the last of its commands that wrote to pg_class. */
  readonly transaction: string | null;
  readonly command: number | null;
  /** The counters are those of this transaction alone: what it has not locked has none. */
  readonly countsItself: boolean;
  /** How often the transaction has written to pg_proc, and to pg_namespace. */
  readonly functionWrites: number;
  readonly schemaWrites: number;
  /** How often it has written to pg_class, how often by new rows, and how often to all catalogs that tell of a schema. */
  readonly classWrites: number;
  readonly classInserted: number;
  readonly catalogWrites: number;
  /** Where rows of pg_class that are written from now on are looked for first: see `countWritten`. */
  readonly classTail: string;
  /** There is a function that may take back a part of what it did, and with it the locks on what it counted. */
  readonly takesBack: boolean;
}

export type Counters = [scans: number, inserted: number, updated: number, deleted: number];

// Set again with each look: a migration may set it, too (pg_dump's files do).
export const DEBUG_MESSAGES = "pg_catalog.set_config('client_min_messages', 'debug1', true)";

const counters = (oid: string) =>
  `pg_catalog.json_build_array(${oid}::pg_catalog.int8, pg_catalog.pg_stat_get_xact_numscans(${oid}),
  pg_catalog.pg_stat_get_xact_tuples_inserted(${oid}), pg_catalog.pg_stat_get_xact_tuples_updated(${oid}),
  pg_catalog.pg_stat_get_xact_tuples_deleted(${oid}))`;

const isCounted = (counter: string, oid: string) =>
  `pg_catalog.pg_stat_get_xact_${counter}(${oid}) OPERATOR(pg_catalog.>) 0::pg_catalog.int8`;

const isWritten = (oid: string) =>
  ["tuples_inserted", "tuples_updated", "tuples_deleted"]
    .map((counter) => isCounted(counter, oid))
    .join(" OR ");

/** Kinds that have counters. Of an index only reads are counted. */
export const COUNTED: ReadonlySet<RelationKind> = new Set(["r", "m", "i"]);

/** Of every relation, whether the transaction has locked it or not. */
export const ACTIVITY = `SELECT pg_catalog.json_agg(${counters("c.oid")}) ${FROM_RELATIONS}
  AND CASE WHEN c.relkind ${eq} ${kinds("r,m,i")} THEN ${isCounted("numscans", "c.oid")}
    OR c.relkind OPERATOR(pg_catalog.<>) 'i'::pg_catalog."char" AND (${isWritten("c.oid")}) END`;

/** Of the relations that the transaction has locked, for each of the locks. */
export const ACTIVITY_OF_LOCKED = `pg_catalog.json_agg(${counters("h.oid")})
  FILTER (WHERE ${isCounted("numscans", "h.oid")} OR ${isWritten("h.oid")})`;

const SCHEMAS =
  "SELECT pg_catalog.json_object_agg(oid, nspname)::pg_catalog.text FROM pg_catalog.pg_namespace";

function schemasSince({ horizon, schemas }: LastLook): string {
  return `SELECT CASE WHEN (SELECT pg_catalog.count(*) OPERATOR(pg_catalog.<>) ${schemas}
      OR pg_catalog.bool_or(${isSince("s.xmin", horizon)}) FROM pg_catalog.pg_namespace s)
    THEN (${SCHEMAS}) END`;
}

/** pg_namespace: every look reads it, so that its counter is zero only where all of them have been begun anew since. */
export const COUNTED_BEFORE = "pg_catalog.pg_stat_get_xact_numscans(2615::pg_catalog.oid)";
/** pg_proc. */
const FUNCTION_WRITES = writesTo([1255], ["inserted", "updated"]);

const SCHEMA_WRITES = writesTo([2615]);

export const IS_COUNTING = `pg_catalog.current_setting('track_counts') ${eq} 'on'::pg_catalog.text`;

/** More of them are not read one by one. */
const MOST_FUNCTIONS = 300;

/**
 * Whether there is a function that may. Only what a procedural language catches is taken back below a statement. `execute` and
 * functions that take a query: what is run is not written there; `set_config`, `track_counts`: what it does may not be counted.
 * Who knows the languages of users; 12 and 13, internal and C, have no body.
 */
function takesBackSince({ horizon, functionWrites, takesBack }: LastLook): string {
  const from = `FROM pg_catalog.pg_proc p WHERE ${IS_USERS("p.oid")}
    AND p.prolang OPERATOR(pg_catalog.<>) 12::pg_catalog.oid AND p.prolang OPERATOR(pg_catalog.<>) 13::pg_catalog.oid
    AND ${isSince("p.xmin", horizon)}`;
  return `CASE WHEN ${takesBack} THEN TRUE WHEN ${FUNCTION_WRITES} ${eq} ${functionWrites} THEN FALSE
    WHEN (SELECT pg_catalog.count(*) ${from}) OPERATOR(pg_catalog.>) ${MOST_FUNCTIONS}::pg_catalog.int8 THEN TRUE
    ELSE COALESCE((SELECT pg_catalog.bool_or(
      ${IS_USERS("p.prolang")} OR pg_catalog.concat(p.prosrc, p.proconfig) OPERATOR(pg_catalog.~*)
        'exception|${RUNS_TEXTS}|deallocate|discard|set_config|track_counts'::pg_catalog.text) ${from}), FALSE) END`;
}

/** What a query has to know of the last look: SQL of these types. */
type LastLook = Readonly<Record<keyof typeof TYPES, string>>;

const TYPES = {
  horizon: "pg_catalog.xid",
  transaction: "pg_catalog.xid",
  command: "pg_catalog.int8",
  schemas: "pg_catalog.int8",
  functionWrites: "pg_catalog.int8",
  classWrites: "pg_catalog.int8",
  classTail: "pg_catalog.tid",
  locks: "pg_catalog.int8",
  newestLocked: "pg_catalog.oid",
  takesBack: "pg_catalog.bool",
};

function known(options: Omit<LookQueryOptions, "everywhere">): LastLook {
  const { last, sameTransaction, counted, keepsLocks } = options;
  const text = (value: string | number | boolean | null, type: string) =>
    value === null ? `NULL::${type}` : `'${value}'::${type}`;
  const {
    horizon,
    transaction,
    command,
    schemas,
    functionWrites,
    classWrites,
    classTail,
    locks,
    newestLocked,
    takesBack,
  } = TYPES;
  return {
    horizon: text(last?.horizon ?? FIRST_TRANSACTION, horizon),
    transaction: text(sameTransaction && last ? last.transaction : null, transaction),
    command: text(sameTransaction && last ? last.command : null, command),
    schemas: text(last?.schemaNames.size ?? -1, schemas),
    functionWrites: text(sameTransaction && last ? last.functionWrites : -1, functionWrites),
    classWrites: text(counted && sameTransaction && last ? last.classWrites : null, classWrites),
    classTail: text(last?.classTail ?? FIRST_PLACE, classTail),
    locks: text(keepsLocks && sameTransaction && last ? last.lockTexts.length : null, locks),
    newestLocked: text(last?.newestLocked ?? 0, newestLocked),
    takesBack: text(last?.takesBack ?? false, takesBack),
  };
}

export interface LookQueryOptions {
  /** The newest look that still holds, of this transaction or of one before it that was committed. */
  readonly last: Look | null;
  /** `last` is of this transaction. */
  readonly sameTransaction: boolean;
  /** Counters of all relations, not only of those that are locked. */
  readonly everywhere: boolean;
  /** It is certain that all was counted that was done since. */
  readonly counted: boolean;
  /** It is certain that no lock was let go since: as many are the same ones. */
  readonly keepsLocks: boolean;
}

/**
 * Counters of all relations, or of those that are locked; in a quick look rows of pg_class only where they are likely to be;
 * `committed`: see `prepareCommittedLook`.
 */
export interface LookKind {
  readonly everywhere: boolean;
  readonly quick: boolean;
  readonly committed?: boolean;
}

/** Where it is certain what was written since, it need not be looked for everywhere: see `isTold`. */
export function kindOfLook({ last, sameTransaction, everywhere, counted }: LookQueryOptions): LookKind {
  return { everywhere, quick: last !== null && sameTransaction && counted };
}

/**
 * Rows of pg_class that were written since are told by their transaction id, whoever wrote them; in one transaction, where
 * all have the same or that of a savepoint, by the number of the command.
 */
export function lookQuery(options: LookQueryOptions): string {
  return queryBehind(known(options), kindOfLook(options));
}

/** To be prepared, since to plan it takes longer than to run it; `executeLook` is then the same as `lookQuery`. */
export function prepareLook(name: string, kind: LookKind): string {
  const parameters = Object.keys(TYPES).map((what, at) => [what, `$${at + 1}`]);
  const behind = Object.fromEntries(parameters) as LastLook;
  return `PREPARE ${name} (${Object.values(TYPES).join(", ")}) AS
    ${queryBehind(behind, kind, `, ${PLANS_AS_BEFORE}`)}`;
}

export function executeLook(name: string, options: LookQueryOptions): string {
  const behind = known(options);
  const values = (Object.keys(TYPES) as (keyof LastLook)[]).map((what) => behind[what]);
  return `EXECUTE ${name} (${values.join(", ")})`;
}

/** Settings in which a look leaves for the next one in the same message how often catalogs were written to. */
export const WRITES_SEEN = { catalogs: "lockgate.catalog_writes", class: "lockgate.class_writes" };

export const writesSeen = (setting: string) =>
  `pg_catalog.int8in(pg_catalog.textout(pg_catalog.current_setting('${setting}')))`;

const seen = (setting: string, writes: string) =>
  `pg_catalog.set_config('${setting}', pg_catalog.textin(pg_catalog.int8out(${writes})), false)`;

/**
 * To be prepared: a quick look in a transaction of one statement, behind others that were committed in the same message. Counters
 * go on from one to the next there, and nothing else of the last look is needed. It fails where what it does not look at was
 * written to.
 */
export function prepareCommittedLook(name: string): string {
  const last: LastLook = {
    ...known({ last: null, sameTransaction: true, counted: true, keepsLocks: true }),
    horizon: `COALESCE(${OWN_TRANSACTION}, ${NEXT_TRANSACTION}::pg_catalog.xid)`,
    classWrites: writesSeen(WRITES_SEEN.class),
  };
  return `PREPARE ${name} AS ${queryBehind(last, { everywhere: false, quick: true, committed: true })}`;
}

/** What a committed look has besides: it tells which relations are left where one is gone. */
const LEFT = `CASE WHEN ${writesTo([1259], ["deleted"])} OPERATOR(pg_catalog.>) 0::pg_catalog.int8
  THEN (SELECT pg_catalog.json_agg(c.oid::pg_catalog.int8) ${FROM_RELATIONS}) END`;

/** pg_class, pg_namespace, pg_attribute, pg_type, pg_proc, pg_constraint, pg_index, pg_trigger, pg_rewrite, pg_attrdef, pg_enum */
const CATALOGS = [1259, 2615, 1249, 1247, 1255, 2606, 2610, 2620, 2618, 2604, 3501];

/** How often the transaction has written to the catalogs, as it is counted. */
export const CATALOG_WRITES = writesTo(CATALOGS);

/** One value, of type json: a `LookRow`. */
function queryBehind(last: LastLook, { everywhere, quick, committed = false }: LookKind, end = ""): string {
  const values = {
    counted: COUNTED_BEFORE,
    lockCount: "held.count",
    locks: "held.locks",
    ...(everywhere && { onlyNewer: "held.only_newer" }),
    activity: everywhere ? `(${ACTIVITY})` : "held.activity",
    horizon: OWN_HORIZON,
    transaction: transactionText(OWN_TRANSACTION),
    functionWrites: FUNCTION_WRITES,
    schemaWrites: SCHEMA_WRITES,
    classWrites: CLASS_WRITES,
    classInserted: writesTo([1259], ["inserted"]),
    catalogWrites: CATALOG_WRITES,
    ...(committed && { left: LEFT }),
    ...(quick
      ? { relations: likelyRelations(last, everywhere), isCounting: IS_COUNTING }
      : {
          relations: `(SELECT ${writtenRelations("a", true)} FROM (${relationsSince(last, "")}) a)`,
          schemas: `(${schemasSince(last)})`,
          takesBack: takesBackSince(last),
        }),
  };
  const pairs = Object.entries(values).map(([name, value]) => `'${name}', ${value}`);
  return `SELECT pg_catalog.json_build_object(${pairs.join(", ")}) AS look, ${DEBUG_MESSAGES}${committed ? `, ${COMMITTED_BY}` : ""}${end}
    FROM (${everywhere ? locksUnless(last) : `SELECT pg_catalog.count(*), ${LOCKS} AS locks, ${ACTIVITY_OF_LOCKED} AS activity FROM ${LOCKED}`}) held`;
}

const IS_TOLD = `${IS_COUNTING} AND ${FUNCTION_WRITES} ${eq} 0::pg_catalog.int8 AND ${SCHEMA_WRITES} ${eq} 0::pg_catalog.int8`;

const COMMITTED_BY = `${failsUnless(IS_TOLD)}, ${seen(WRITES_SEEN.catalogs, CATALOG_WRITES)}, ${seen(WRITES_SEEN.class, CLASS_WRITES)}`;
