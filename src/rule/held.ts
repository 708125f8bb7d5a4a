import type { Effect, LockEffect } from "../effects/effect.ts";
import { covers } from "../postgres/lock-mode.ts";
import type { Analyzed } from "./analyzed.ts";
import { isFilled } from "./lost.ts";
import { blockingLocks } from "./select.ts";
import { stopsAtFirstRow } from "./stops.ts";

/** A lock that blocks reads or writes of an existing table while a statement runs. */
export interface HeldLock {
  readonly lock: LockEffect;
  /** The statement that took it: the one that runs, or an earlier one of its transaction. */
  readonly since: Analyzed;
}

/** For each existing table that others cannot read or write while the statement runs, the strongest lock that keeps them. */
export function locksDuring(analyzed: Analyzed): HeldLock[] {
  const held = new Map<string, HeldLock>();
  // Its own first: of equal locks the statement's own is told.
  for (const lock of blockingLocks(analyzed)) hold(held, { lock, since: analyzed });
  for (const earlier of heldBefore(analyzed).values()) hold(held, earlier);
  return [...held.values()];
}

/** What each statement finds locked. A transaction of thousands of statements is walked once, not for each of them. */
const HELD = new WeakMap<Analyzed, ReadonlyMap<string, HeldLock>>();

/** The strongest lock on each existing table that earlier statements of the transaction have taken. */
export function heldBefore(analyzed: Analyzed): ReadonlyMap<string, HeldLock> {
  const known = HELD.get(analyzed);
  if (known !== undefined) return known;
  const path: Analyzed[] = [];
  let found: ReadonlyMap<string, HeldLock> | undefined;
  for (let at: Analyzed | null = analyzed; at !== null && found === undefined; at = at.previous) {
    found = HELD.get(at);
    path.push(at);
  }
  let held = found ?? new Map<string, HeldLock>();
  for (const since of path.reverse()) {
    HELD.set(since, held);
    const locks = since === analyzed ? [] : blockingLocks(since);
    if (locks.length === 0) continue;
    const next = new Map(held);
    for (const lock of locks) hold(next, { lock, since });
    held = next;
  }
  return held;
}

function hold(held: Map<string, HeldLock>, lock: HeldLock): void {
  const known = held.get(lock.lock.relation);
  if (known === undefined || !covers(known.lock.mode, lock.lock.mode)) held.set(lock.lock.relation, lock);
}

/** The strongest of them on the relation that a statement works on, if the statement itself locks it. */
export function lockDuring(analyzed: Analyzed, relation: string): HeldLock | undefined {
  if (!blockingLocks(analyzed).some((lock) => lock.relation === relation)) return undefined;
  return locksDuring(analyzed).find(({ lock }) => lock.relation === relation);
}

/** What others wait for although the statement does not touch it: earlier statements of its transaction locked it. */
export function locksOfOthers(analyzed: Analyzed): readonly HeldLock[] {
  const known = OTHERS.get(analyzed) ?? othersOf(analyzed);
  OTHERS.set(analyzed, known);
  return known;
}

const OTHERS = new WeakMap<Analyzed, readonly HeldLock[]>();

function othersOf(analyzed: Analyzed): readonly HeldLock[] {
  const own = new Set(blockingLocks(analyzed).map(({ relation }) => relation));
  return locksDuring(analyzed).filter(({ lock }) => !own.has(lock.relation));
}

/** "SHARE", or "ACCESS EXCLUSIVE held since line 2" where an earlier statement took it. */
export function modeWords({ lock, since }: HeldLock, analyzed: Analyzed): string {
  return since === analyzed ? lock.mode : `${lock.mode} held since ${placeOf(since, analyzed)}`;
}

/** "line 2", or "line 2 of 20240101_init" in another migration of the same transaction. */
export function placeOf(statement: Analyzed, seenFrom: Analyzed): string {
  const line = `line ${statement.statement.line}`;
  return statement.migration === seenFrom.migration ? line : `${line} of ${statement.migration.id}`;
}

/** The effect that makes a statement take as long as a table with rows is large, or undefined. */
export function slowWork(analyzed: Analyzed): Effect | undefined {
  const known = WORK.get(analyzed);
  if (known !== undefined) return known.effect;
  const effect = SLOW.map((kind) =>
    analyzed.effects.find((one) => one.kind === kind && isLong(one, analyzed)),
  ).find((one) => one !== undefined);
  WORK.set(analyzed, { effect });
  return effect;
}

const WORK = new WeakMap<Analyzed, { readonly effect: Effect | undefined }>();

/** The longest first. */
const SLOW: readonly Effect["kind"][] = ["rewrite", "build", "change", "scan", "wait"];

function isLong(effect: Effect, analyzed: Analyzed): boolean {
  if (effect.kind === "wait") return true;
  if (effect.kind === "change" && effect.rows !== "all") return false;
  if (effect.kind === "scan" && stopsAtFirstRow(analyzed, effect.relation)) return false;
  return !effect.isNew || isFilled(analyzed, effect.relation);
}
