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
  judges: ["lock"],
  judge(analyzed) {
    const own = blockingLocks(analyzed);
    if (own.length === 0) return;
    const { all, told, areHot } = tablesOf(analyzed);
    const because = own.find(({ relation }) => told.has(relation));
    if (because === undefined || !reaches(analyzed, told, areHot ? MANY_HOT : MANY)) return;
    const names = listed([...told.keys()].map(nameOf));
    return {
      message: areHot
        ? `locks ${names}, all hot, in one transaction: a session that uses them in another order ends in a deadlock with it`
        : `locks ${all.size} tables in one transaction (${names}): it waits for each while it holds the others`,
      because,
      covering: [...told.values()],
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
function reaches(analyzed: Analyzed, tables: Tables, many: number): boolean {
  const reached = new Set<string>();
  for (const relation of analyzed.held.keys()) {
    if (tables.has(relation)) reached.add(relation);
    if (reached.size >= many) return false;
  }
  for (const { relation } of blockingLocks(analyzed)) if (tables.has(relation)) reached.add(relation);
  return reached.size >= many;
}

function isBounded(statements: readonly Analyzed[]): boolean {
  return statements.every((one) => blockingLocks(one).length === 0 || hasLockTimeout(one));
}

type Tables = ReadonlyMap<string, LockEffect>;

interface LockedTables {
  readonly all: Tables;
  /** The hot ones among them where they are enough, else all. */
  readonly told: Tables;
  readonly areHot: boolean;
}

/** By the list that all statements of a transaction share, and the migration by whose place a table is hot. */
const known = new WeakMap<readonly Analyzed[], Map<Analyzed["migration"], LockedTables>>();

function tablesOf(analyzed: Analyzed): LockedTables {
  const { together, migration } = analyzed;
  const byMigration = known.get(together) ?? new Map<Analyzed["migration"], LockedTables>();
  known.set(together, byMigration);
  const tables = byMigration.get(migration) ?? lockedTables(analyzed);
  byMigration.set(migration, tables);
  return tables;
}

function lockedTables({ together, isHot }: Analyzed): LockedTables {
  const all = new Map(together.flatMap(blockingLocks).map((lock) => [lock.relation, lock]));
  const hot = new Map([...all].filter(([relation]) => isHot(relation)));
  const areHot = hot.size >= MANY_HOT;
  return { all, told: areHot ? hot : all, areHot };
}
