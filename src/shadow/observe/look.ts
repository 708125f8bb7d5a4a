import { type LockMode, lockModeFromPgLocks } from "../../postgres/lock-mode.ts";
import type { Session } from "../engines/session.ts";
import { heldLocks } from "./held-locks.ts";
import { type Counters, FROM_RELATIONS, type Look, lookQuery, type RelationRow } from "./look-query.ts";
import type { Activity, RelationState } from "./session-state.ts";

/**
 * Looks at the session's own transaction. One round trip, two after something was dropped; takes no lock on a user's
 * relation. `last` makes it cheaper: the look before it in the same transaction, or the last one of a transaction that
 * was committed since.
 */
export async function look(
  session: Session,
  last: Look | null = null,
  sameTransaction = true,
): Promise<Look> {
  const [row] = await session.query<{
    changed: RelationRow[] | null;
    total: number;
    schemas: string;
    locks: string | null;
    activity: [number, ...Counters][] | null;
    horizon: string;
    transaction: string | null;
    command: number | null;
  }>(lookQuery(last, sameTransaction));
  if (!row) throw new Error("PostgreSQL does not tell its relations");
  const { schemas, horizon, transaction, command, total } = row;
  const changed = row.changed ?? [];
  const added = changed.filter(([oid]) => !last?.rows.has(oid)).length;
  const expected = (last?.rows.size ?? 0) + added;
  if (expected < total) return look(session);
  const gone = expected > total;
  const rows = await rowsNow(session, last, changed, gone);
  const relations = statesOf(rows, schemas, last);
  const lockText = row.locks ?? "";
  const locks = lockText === last?.lockText ? last.locks : locksIn(lockText, last);
  return {
    relations,
    locks,
    held: heldLocks(relations, locks, last),
    activity: new Map((row.activity ?? []).map(([oid, ...counted]) => [oid, activityOf(counted)])),
    rows,
    schemas,
    lockText,
    horizon,
    transaction,
    command,
  };
}

async function rowsNow(
  session: Session,
  last: Look | null,
  changed: readonly RelationRow[],
  gone: boolean,
): Promise<ReadonlyMap<number, RelationRow>> {
  if (last && changed.length === 0 && !gone) return last.rows;
  const rows = new Map(last?.rows);
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
  last: Look | null,
): ReadonlyMap<number, RelationState> {
  const sameNames = schemas === last?.schemas;
  if (sameNames && rows === last.rows) return last.relations;
  const names = JSON.parse(schemas) as Record<string, string>;
  const states = new Map<number, RelationState>();
  let differs = rows.size !== last?.rows.size;
  for (const [oid, row] of rows) {
    const known = last?.relations.get(oid);
    const same = known && sameNames && row === last?.rows.get(oid);
    const state = same ? known : stateOf(row, names);
    const taken = known && isEqual(state, known) ? known : state;
    differs ||= taken !== known;
    states.set(oid, taken);
  }
  // GRANT and the like rewrite a row without a change that matters here.
  return differs || !last ? states : last.relations;
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

function locksIn(text: string, last: Look | null): ReadonlyMap<number, readonly LockMode[]> {
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
    const before = last?.locks.get(oid);
    const same = before?.length === now.length && now.every((mode) => before.includes(mode));
    locks.set(oid, same ? before : now);
  }
  return locks;
}

/** The modes of pg_locks in the manual's words; SIREAD marks of serializable transactions are no locks. */
export function lockModes(names: readonly string[]): LockMode[] {
  return names.map(lockModeFromPgLocks).filter((mode) => mode !== null);
}
