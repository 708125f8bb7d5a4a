/** The locks of a look, from what is listed of them. */
import { type LockMode, lockModeFromPgLocks } from "../../postgres/lock-mode.ts";
import type { Look } from "./look-query.ts";

type Locks = Pick<Look, "locks" | "lockTexts" | "newestLocked">;

export const NO_LOCKS: Locks & Pick<Look, "held"> = {
  locks: new Map(),
  lockTexts: [],
  newestLocked: 0,
  held: [],
};

/** As it is once the transaction has ended, for what goes on in the same message. */
export function withoutLocks(look: Look): Look {
  return { ...look, ...NO_LOCKS };
}

/** What is answered of locks: see `LookRow`. */
interface ListedLocks {
  readonly lockCount: number;
  readonly locks: string | null;
  readonly onlyNewer?: boolean | null;
}

export function locksNow({ locks, lockCount, onlyNewer }: ListedLocks, last: Look | null): Locks {
  if (last !== null && locks === null && lockCount > 0) return last;
  return last !== null && onlyNewer && locks !== null ? moreLocks(locks, last) : locksIn(locks ?? "", last);
}

/** The locks by relation. Most are those of the last look, in its order. */
export function locksIn(text: string, last: Look | null): Locks {
  const lockTexts = text === "" ? [] : text.split(",");
  const known = last?.lockTexts ?? [];
  const more: string[] = [];
  let at = 0;
  for (const entry of lockTexts) {
    if (entry === known[at]) at += 1;
    else more.push(entry);
  }
  if (last !== null && at === known.length)
    return more.length === 0 ? last : { ...withLocks(last, more), lockTexts };
  return { ...withLocks(NO_LOCKS, lockTexts), lockTexts };
}

/** Those of the last look, and more. */
function moreLocks(text: string, last: Look): Locks {
  const more = text.split(",");
  return { ...withLocks(last, more), lockTexts: [...last.lockTexts, ...more] };
}

function withLocks(last: Locks, entries: readonly string[]): Pick<Look, "locks" | "newestLocked"> {
  const locks = new Map(last.locks);
  let { newestLocked } = last;
  for (const entry of entries) {
    const at = entry.indexOf(" ");
    const oid = Number(entry.slice(0, at));
    locks.set(oid, [...(locks.get(oid) ?? []), ...lockModes([entry.slice(at + 1)])]);
    if (oid > newestLocked) newestLocked = oid;
  }
  return { locks, newestLocked };
}

/** The modes of pg_locks in the manual's words; SIREAD marks of serializable transactions are no locks. */
export function lockModes(names: readonly string[]): LockMode[] {
  return names.map(lockModeFromPgLocks).filter((mode) => mode !== null);
}
