import { QueryRefused, type Session } from "../engines/session.ts";
import { heldLocks } from "./held-locks.ts";
import { locksIn, locksNow } from "./look-locks.ts";
import { COUNTED, type Counters, type Look, type LookQueryOptions, lookQuery } from "./look-query.ts";
import { FROM_RELATIONS, type RelationRow } from "./relations-query.ts";
import type { Activity, RelationState } from "./session-state.ts";
import { FIRST_PLACE, tailFrom } from "./written-rows.ts";

export interface LookOptions {
  /** The look before it in the same transaction, or the last one of a transaction that was committed since. Makes it cheaper. */
  readonly last?: Look | null;
  readonly sameTransaction?: boolean;
  /** Also at relations that the transaction holds no lock on: what it did to them may have been taken back. */
  readonly everywhere?: boolean;
  /** It is certain that all was counted that was done since `last`. */
  readonly counted?: boolean;
  /** It is certain that no lock was let go since `last`. */
  readonly keepsLocks?: boolean;
  /** The counters were begun anew right before the transaction. */
  readonly isFresh?: boolean;
}

/** What `lookQuery` answers. */
export interface LookRow {
  readonly counted: number;
  /** Null: pg_class was not written to since the last look. */
  readonly relations: WrittenRelations | null;
  readonly lockCount: number;
  /** Null: there are none, or they are those of the last look. */
  readonly locks: string | null;
  /** They are those that have come since the last look alone. */
  readonly onlyNewer?: boolean | null;
  readonly activity: readonly ActivityRow[] | null;
  /** Not of a quick look, nor is `takesBack`. */
  readonly schemas?: string | null;
  readonly horizon: string;
  readonly transaction: string | null;
  readonly functionWrites: number;
  readonly classWrites: number;
  readonly classInserted: number;
  readonly catalogWrites: number;
  readonly takesBack?: boolean;
  readonly schemaWrites: number;
  /** Of a quick look alone: all that was done is counted. */
  readonly isCounting?: boolean;
  /** Of a look in the middle of a message: the relations that are left, if one is gone. */
  readonly left?: readonly number[] | null;
}

type WrittenRelations = readonly [
  /** Of those that were looked at. */
  total: number,
  changed: readonly RelationRow[] | null,
  others: readonly number[] | null,
  lastPlace: string | null,
  command: number | null,
  /** All were looked at. */
  isWhole: boolean,
];

type ActivityRow = readonly [number, ...Counters];

/**
 * Looks at the session's own transaction. One round trip, two after something was dropped; takes no lock on a user's
 * relation.
 */
export async function look(session: Session, options: LookOptions = {}): Promise<Look> {
  const { asked, read } = looking(options);
  const [row] = await session.query<{ look: LookRow }>(lookQuery(asked));
  return read(session, row?.look, () => look(session, { ...options, counted: false }));
}

/** A look in two: what its query asks for, and what is made of the one value. */
export interface Looking {
  readonly asked: LookQueryOptions;
  /**
   * `whole`: looks again at all of them, where a quick look does not tell what was written. A session of null has gone on since.
   */
  read(session: Session | null, row: LookRow | undefined, whole: () => Promise<Look>): Promise<Look>;
}

export function looking({
  last = null,
  sameTransaction = true,
  everywhere = true,
  counted = false,
  keepsLocks = false,
  isFresh = false,
}: LookOptions): Looking {
  return {
    asked: { last, sameTransaction, everywhere, counted, keepsLocks },
    async read(session, row, whole) {
      if (!row) throw new Error("PostgreSQL does not tell its relations");
      const isQuick = row.isCounting !== undefined;
      if (isQuick && (last === null || !isTold(row, last))) return whole();
      const unwritten: WrittenRelations = [0, null, null, null, null, false];
      const [counted, changed, others, lastPlace, command, isWhole] = row.relations ?? unwritten;
      const total = last === null || isWhole ? counted : last.total + row.classInserted - last.classInserted;
      const known = (oid: number) => last !== null && (last.rows.has(oid) || last.others.has(oid));
      const written = [...(changed ?? []).map(([oid]) => oid), ...(others ?? [])];
      const expected = (last?.total ?? total) + written.filter((oid) => last && !known(oid)).length;
      if (expected < total) return look(asking(session), { isFresh });
      const left = expected > total ? (row.left ?? (await leftNow(session))) : null;
      const gone = left && new Set(left);
      const rows = rowsNow(last, changed ?? [], gone);
      const schemaNames = !row.schemas && last ? last.schemaNames : namesOf(row.schemas);
      const relations = statesOf(rows, schemaNames, last);
      const { locks, lockTexts, newestLocked } = locksNow(row, last);
      const isLater = last !== null && sameTransaction;
      return {
        relations,
        locks,
        held: heldLocks(relations, locks, last),
        activity: activityNow(row.activity, { rows, locks, last: isLater && !everywhere ? last : null }),
        rows,
        others: othersNow(last, others ?? [], gone),
        total,
        schemaNames,
        lockTexts,
        newestLocked,
        horizon: row.horizon,
        transaction: row.transaction,
        command: isLater ? Math.max(last.command ?? -1, command ?? -1) : command,
        countsItself: isLater ? last.countsItself : isFresh && row.counted === 0,
        functionWrites: row.functionWrites,
        schemaWrites: row.schemaWrites,
        classWrites: row.classWrites,
        classInserted: row.classInserted,
        classTail: tailFrom(lastPlace, last?.classTail ?? FIRST_PLACE),
        catalogWrites: row.catalogWrites,
        takesBack: row.takesBack || (last?.takesBack ?? false),
      };
    },
  };
}

/** Whether a quick look tells all that was written: it does not look at functions and schemas. */
function isTold(row: LookRow, last: Look): boolean {
  return (
    row.isCounting === true &&
    row.functionWrites === last.functionWrites &&
    row.schemaWrites === last.schemaWrites
  );
}

/** What a glance answers, as text: a number that says nothing, locks, counters. */
export type GlanceRow = readonly (string | null)[];

/** The look after a statement that wrote to no catalog; `isEverywhere`: it is a glance at all relations. */
export function glanced(last: Look, row: GlanceRow, isEverywhere: boolean): Look {
  const [, text = null, counted = null] = row;
  const activity = counted === null ? null : (JSON.parse(counted) as ActivityRow[]);
  const now = locksIn(text ?? "", last);
  const { locks } = now;
  return {
    ...last,
    ...now,
    held: heldLocks(last.relations, locks, last),
    activity: activityNow(activity, { rows: last.rows, locks, last: isEverywhere ? null : last }),
  };
}

/** The relations that are left, once one is gone. */
async function leftNow(session: Session | null): Promise<readonly number[]> {
  const [left] = await asking(session).query<{ oids: number[] | null }>(
    `SELECT pg_catalog.json_agg(c.oid::pg_catalog.int8) AS oids ${FROM_RELATIONS}`,
  );
  return left?.oids ?? [];
}

function asking(session: Session | null): Session {
  if (session === null) throw new QueryRefused("what a statement did is not to be asked any more");
  return session;
}

function rowsNow(
  last: Look | null,
  changed: readonly RelationRow[],
  left: ReadonlySet<number> | null,
): ReadonlyMap<number, RelationRow> {
  if (last && changed.length === 0 && left === null) return last.rows;
  const rows = new Map(last?.rows);
  for (const row of changed) rows.set(row[0], row);
  if (left !== null) for (const oid of rows.keys()) if (!left.has(oid)) rows.delete(oid);
  return rows;
}

function othersNow(
  last: Look | null,
  others: readonly number[],
  left: ReadonlySet<number> | null,
): ReadonlySet<number> {
  if (last && left === null && others.every((oid) => last.others.has(oid))) return last.others;
  const all = [...(last?.others ?? []), ...others];
  return new Set(left === null ? all : all.filter((oid) => left.has(oid)));
}

function namesOf(schemas: string | null | undefined): ReadonlyMap<number, string> {
  const names = JSON.parse(schemas ?? "{}") as Record<string, string>;
  return new Map(Object.entries(names).map(([oid, name]) => [Number(oid), name]));
}

function statesOf(
  rows: ReadonlyMap<number, RelationRow>,
  schemas: ReadonlyMap<number, string>,
  last: Look | null,
): ReadonlyMap<number, RelationState> {
  const sameNames = schemas === last?.schemaNames;
  if (sameNames && rows === last.rows) return last.relations;
  const states = new Map<number, RelationState>();
  let differs = rows.size !== last?.rows.size;
  for (const [oid, row] of rows) {
    const known = last?.relations.get(oid);
    const same = known && sameNames && row === last?.rows.get(oid);
    const state = same ? known : stateOf(row, schemas);
    const taken = known && isEqual(state, known) ? known : state;
    differs ||= taken !== known;
    states.set(oid, taken);
  }
  // GRANT and the like rewrite a row without a change that matters here.
  return differs || !last ? states : last.relations;
}

function stateOf(row: RelationRow, schemas: ReadonlyMap<number, string>): RelationState {
  const [, schema, name, kind, file, tablespace, populated, table] = row;
  return { relation: `${schemas.get(schema)}.${name}`, name, kind, file, tablespace, populated, table };
}

function isEqual(a: RelationState, b: RelationState): boolean {
  return a === b || (Object.keys(a) as (keyof RelationState)[]).every((key) => a[key] === b[key]);
}

/** `last`: what is not looked at, since the transaction has no lock on it, is as it was. TRUNCATE begins counters anew. */
function activityNow(
  counted: readonly ActivityRow[] | null,
  { rows, locks, last }: Pick<Look, "rows" | "locks"> & { readonly last: Look | null },
): ReadonlyMap<number, Activity> {
  const now = new Map<number, Activity>();
  for (const [oid, activity] of last?.activity ?? []) if (!locks.has(oid)) now.set(oid, activity);
  for (const [oid, scans, inserted, updated, deleted] of counted ?? []) {
    const kind = rows.get(oid)?.[3];
    if (kind !== undefined && COUNTED.has(kind)) now.set(oid, { scans, inserted, updated, deleted });
  }
  return now;
}
