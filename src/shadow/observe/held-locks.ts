import type { ObservedLock } from "../../effects/observation.ts";
import type { LockMode } from "../../postgres/lock-mode.ts";
import type { SessionState } from "./session-state.ts";

/**
 * The locks of a transaction by name, sorted. Most are those of the look before: a transaction of thousands of statements
 * holds thousands of locks, and each of its statements has the whole list.
 */
export function heldLocks(
  relations: SessionState["relations"],
  locks: SessionState["locks"],
  before: SessionState | null,
): readonly ObservedLock[] {
  if (before === null || !isStill(before, relations, locks)) return sorted(named(relations, locks));
  if (before.locks === locks) return before.held;
  const more = named(relations, gained(before.locks, locks));
  return more.length === 0 ? before.held : merged(before.held, sorted(more));
}

/** Locks that were not there before. */
export function gained(
  before: SessionState["locks"],
  after: SessionState["locks"],
): Map<number, readonly LockMode[]> {
  const more = new Map<number, readonly LockMode[]>();
  if (before === after) return more;
  for (const [oid, modes] of after) {
    const had = before.get(oid);
    if (had === modes) continue;
    const fresh = modes.filter((mode) => !had?.includes(mode));
    if (fresh.length > 0) more.set(oid, fresh);
  }
  return more;
}

/** Nothing was let go, and nothing has another name. */
function isStill(
  before: SessionState,
  relations: SessionState["relations"],
  locks: SessionState["locks"],
): boolean {
  for (const [oid, modes] of before.locks) {
    const now = locks.get(oid);
    if (now !== modes && !modes.every((mode) => now?.includes(mode))) return false;
    if (before.relations === relations) continue;
    const [named, was] = [relations.get(oid), before.relations.get(oid)];
    if (named !== was && named?.relation !== was?.relation) return false;
  }
  return true;
}

function named(relations: SessionState["relations"], locks: SessionState["locks"]): ObservedLock[] {
  const found: ObservedLock[] = [];
  for (const [oid, modes] of locks) {
    const state = relations.get(oid);
    if (state) for (const mode of modes) found.push({ relation: state.relation, kind: state.kind, mode });
  }
  return found;
}

function sorted(locks: ObservedLock[]): ObservedLock[] {
  return locks.sort(inOrder);
}

function inOrder(a: ObservedLock, b: ObservedLock): number {
  return order(a.relation, b.relation) || order(a.kind, b.kind) || order(a.mode, b.mode);
}

/** Both sorted. */
function merged(many: readonly ObservedLock[], few: readonly ObservedLock[]): ObservedLock[] {
  const all: ObservedLock[] = [];
  let at = 0;
  for (const lock of few) {
    const place = placeOf(lock, many, at);
    for (; at < place; at += 1) all.push(many[at] as ObservedLock);
    all.push(lock);
  }
  for (; at < many.length; at += 1) all.push(many[at] as ObservedLock);
  return all;
}

/** Behind those that come before it or are the same, by bisection. */
function placeOf(lock: ObservedLock, locks: readonly ObservedLock[], from: number): number {
  let [low, high] = [from, locks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inOrder(locks[middle] as ObservedLock, lock) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
