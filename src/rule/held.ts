import { covers } from "../postgres/lock-mode.ts";
import type { Analyzed, HeldLock } from "./analyzed.ts";
import { blockingLockOn, blockingLocks } from "./select.ts";

/** The strongest lock that keeps others from a relation while the statement runs, if the statement itself locks it. */
export function lockDuring(analyzed: Analyzed, relation: string): HeldLock | undefined {
  const own = blockingLockOn(analyzed, relation);
  if (own === undefined) return undefined;
  const earlier = analyzed.held.get(relation);
  // Of equal locks the statement's own is told.
  return earlier && !covers(own.mode, earlier.lock.mode) ? earlier : { lock: own, since: analyzed };
}

/** What others wait for although the statement does not touch it: earlier statements of its transaction locked it. */
export function locksOfOthers(analyzed: Analyzed): readonly HeldLock[] {
  const own = new Set(blockingLocks(analyzed).map(({ relation }) => relation));
  return [...analyzed.held.values()].filter(({ lock }) => !own.has(lock.relation));
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
