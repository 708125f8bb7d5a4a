import {
  type Analyzed,
  blockingLocks,
  defineRule,
  hasLockTimeout,
  type Judgment,
  type LockEffect,
  listed,
  nameOf,
} from "lockgate/rule";

/** From this many tables on, two transactions that lock them in another order meet. */
const MANY = 3;
/** Of tables that are always in use, two are enough. */
const MANY_HOT = 2;

export default defineRule({
  level: "note",
  summary: "A transaction that locks many tables waits for each of them while it holds the others.",
  judge(analyzed) {
    const all = tablesOf(analyzed.together);
    const hot = [...all.values()].filter(({ relation }) => analyzed.isHot(relation));
    const told = hot.length >= MANY_HOT ? hot : [...all.values()];
    const [because] = blockingLocks(analyzed).filter((lock) => told.some((one) => isSame(one, lock)));
    if (because === undefined || !reaches(analyzed, told, told === hot ? MANY_HOT : MANY)) return;
    const names = listed(told.map(({ relation }) => nameOf(relation)));
    return {
      message:
        told === hot
          ? `locks ${names}, all hot, in one transaction: a session that uses them in another order ends in a deadlock with it`
          : `locks ${all.size} tables in one transaction (${names}): it waits for each while it holds the others`,
      because,
      covering: told,
      cause: "piles up locks",
      ...(isBounded(analyzed.together) && STEADY),
    };
  },
  remedy(_, { migration }) {
    if (migration.transaction === "all-pending") {
      return { summary: "deploy it in several releases, each with a lock_timeout", sql: "", apart: true };
    }
    return {
      summary: "split it into migrations of one table each, with a lock_timeout",
      sql: "",
      apart: true,
    };
  },
});

const STEADY: Pick<Judgment, "isSteady"> = { isSteady: true };

/** Whether the transaction comes to hold so many of these tables with this statement. */
function reaches(analyzed: Analyzed, tables: readonly LockEffect[], many: number): boolean {
  const among = (relation: string): boolean => tables.some((table) => table.relation === relation);
  const before = [...analyzed.held.keys()].filter(among);
  const own = blockingLocks(analyzed).map(({ relation }) => relation);
  return before.length < many && new Set([...before, ...own.filter(among)]).size >= many;
}

function isBounded(statements: readonly Analyzed[]): boolean {
  return statements.every((one) => blockingLocks(one).length === 0 || hasLockTimeout(one));
}

function isSame(one: LockEffect, { relation }: LockEffect): boolean {
  return one.relation === relation;
}

function tablesOf(statements: readonly Analyzed[]): Map<string, LockEffect> {
  return new Map(statements.flatMap(blockingLocks).map((lock) => [lock.relation, lock]));
}
