import { type Analyzed, blockingLocks, defineRule, type LockEffect, listed, nameOf } from "lockgate/rule";

/** From this many tables on, two transactions that lock them in another order meet. */
const MANY = 3;

export default defineRule({
  level: "note",
  summary: "A transaction that locks many tables waits for each of them while it holds the others.",
  judge(analyzed) {
    const before = analyzed.held;
    const locks = blockingLocks(analyzed);
    const now = new Set([...before.keys(), ...locks.map(({ relation }) => relation)]);
    const [because] = locks;
    if (before.size >= MANY || now.size < MANY || because === undefined) return;
    const all = tablesOf(analyzed.together);
    const names = listed([...all.keys()].map(nameOf));
    return {
      message: `locks ${all.size} tables in one transaction (${names}): it waits for each while it holds the others`,
      because,
      covering: [...all.values()],
      cause: "piles up locks",
    };
  },
  remedy(_, { migration }) {
    if (migration.transaction === "all-pending") {
      return { summary: "deploy it in several releases, each with a lock_timeout", sql: "" };
    }
    return { summary: "split it into migrations of one table each, with a lock_timeout", sql: "" };
  },
});

function tablesOf(statements: readonly Analyzed[]): Map<string, LockEffect> {
  return new Map(statements.flatMap(blockingLocks).map((lock) => [lock.relation, lock]));
}
