import type { Effect, LockEffect } from "../effects/effect.ts";
import { covers } from "../postgres/lock-mode.ts";
import type { Analyzed } from "./analyzed.ts";
import { isFilled } from "./lost.ts";
import { blockingLocks } from "./select.ts";

/** A lock that an earlier statement of the transaction took, and that is held until it ends. */
export interface HeldLock {
  readonly lock: LockEffect;
  /** The statement that took it. */
  readonly since: Analyzed;
}

/**
 * What other sessions cannot read or write while the statement runs, because of earlier statements of its transaction.
 * A table that the statement itself locks as strongly is left out: that is the statement's own doing.
 */
export function heldLocks(analyzed: Analyzed): HeldLock[] {
  const held = new Map<string, HeldLock>();
  for (const since of analyzed.before) {
    for (const lock of blockingLocks(since)) {
      const known = held.get(lock.relation);
      if (known === undefined || !covers(known.lock.mode, lock.mode))
        held.set(lock.relation, { lock, since });
    }
  }
  const own = blockingLocks(analyzed);
  return [...held.values()].filter(
    ({ lock }) => !own.some(({ relation, mode }) => relation === lock.relation && covers(mode, lock.mode)),
  );
}

/** The effect that makes a statement take as long as a table with rows is large, or undefined. */
export function slowWork(analyzed: Analyzed): Effect | undefined {
  return SLOW.map((kind) =>
    analyzed.effects.find((effect) => effect.kind === kind && isLong(effect, analyzed)),
  ).find((effect) => effect !== undefined);
}

/** The longest first. */
const SLOW: readonly Effect["kind"][] = ["rewrite", "build", "change", "scan"];

function isLong(effect: Effect, analyzed: Analyzed): boolean {
  if (effect.kind === "change" && effect.rows !== "all") return false;
  return !effect.isNew || isFilled(analyzed, effect.relation);
}
