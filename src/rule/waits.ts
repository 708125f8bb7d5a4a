import type { LockEffect } from "../effects/effect.ts";
import { covers } from "../postgres/lock-mode.ts";
import type { Analyzed } from "./analyzed.ts";
import { blockingLocks } from "./select.ts";

/** Whether a lock_timeout ends the statement's waits, as far as is known. lock_timeout = 0 is none. */
export function hasLockTimeout({ lockTimeout, migration }: Analyzed): boolean {
  return lockTimeout === null ? migration.setsLockTimeout === true : lockTimeout > 0;
}

/** The locks on existing tables that the statement has to wait for: what its transaction holds already it has got. */
export function awaitedLocks(analyzed: Analyzed): LockEffect[] {
  return blockingLocks(analyzed).filter(({ relation, mode }) => {
    const held = analyzed.held.get(relation);
    return held === undefined || !covers(held.lock.mode, mode);
  });
}
