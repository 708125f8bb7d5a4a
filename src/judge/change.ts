import type { Effect } from "../effects/effect.ts";
import type { TableShape } from "../effects/schema/shape.ts";
import type { Migration } from "../migrations/migration.ts";
import { covers } from "../postgres/lock-mode.ts";
import { NEWEST } from "../postgres/majors.ts";
import { type ActingRole, actingRole } from "../production/acting-role.ts";
import { lockQueue } from "../production/lock-queue.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { TableStats } from "../production/table-stats.ts";
import {
  type Analyzed,
  blockingLocks,
  type HeldLock,
  isFilled,
  locksOfOthers,
  stopsAtFirstRow,
} from "../rule.ts";
import type { Statement } from "../sql/statement.ts";
import { lockTimeoutsOf } from "./lock-timeout.ts";
import { conflicting, usesOf } from "./queries-on.ts";
import type { HotTest } from "./weight.ts";

/** A statement with its effects, derived or observed. */
export interface AnalyzedStatement {
  readonly statement: Statement;
  readonly effects: readonly Effect[];
  /** The number of its transaction in the run, or null: it commits by itself. */
  readonly transaction: number | null;
  /** PostgreSQL's major version; left out: the newest. */
  readonly postgres?: number;
  /** What is known of the tables that it works on, by `schema.name`. */
  readonly tables?: ReadonlyMap<string, TableShape>;
}

export interface ReadMigration {
  readonly migration: Migration;
  readonly statements: readonly AnalyzedStatement[];
}

/** Migrations that reach production together, in order: what any of them creates is new to all of them. */
export type Change = readonly ReadMigration[];

/** What is known of the database that the change will meet. */
export interface Production {
  /** Statistics of `schema.name`. */
  readonly stats: (relation: string) => TableStats | undefined;
  /** The connection's lock_timeout in milliseconds; 0: waits forever; null: not known. */
  readonly lockTimeout: number | null;
  /** Everything that is known of it, or null. */
  readonly snapshot: Snapshot | null;
  /** The role that runs the migrations there; null: not known. */
  readonly role: ActingRole | null;
}

/** No statistics and no connection. */
export const NO_PRODUCTION: Production = {
  stats: () => undefined,
  lockTimeout: null,
  snapshot: null,
  role: null,
};

/** What a snapshot says, the lock_timeout that the migrations run under and the role that runs them. */
export function productionFrom(
  snapshot: Snapshot | null,
  lockTimeout: number | null,
  role: ActingRole | null = actingRole(snapshot, null),
): Production {
  const tables = new Map(snapshot?.tables.map((table) => [table.relation, table]));
  return { stats: (relation) => tables.get(relation), lockTimeout, snapshot, role };
}

/** What a transaction has come to. */
interface Transaction {
  readonly statements: Analyzed[];
  held: ReadonlyMap<string, HeldLock>;
  hasSlowWork: boolean;
}

/** The statements of a change as rules see them, in order, grouped as the change has its migrations. */
export function analyze(
  change: Change,
  { stats, lockTimeout, snapshot, role }: Production,
  isHot: HotTest,
  isProposed = true,
): { readonly migration: Migration; readonly statements: readonly Analyzed[] }[] {
  // A runner that sets one itself is not asked how its connection begins.
  const timeouts = change.flatMap(({ migration, statements }) =>
    lockTimeoutsOf(statements, migration.setsLockTimeout ? null : lockTimeout),
  );
  const all: Analyzed[] = [];
  const filledBy = new Map<string, number>();
  const transactions = new Map<number, Transaction>();
  return change.map(({ migration, statements }) => {
    const own = statements.map(({ statement, effects, transaction, postgres = NEWEST, tables }) => {
      const index = all.length;
      const none = { statements: [], held: new Map(), hasSlowWork: false };
      const group: Transaction = (transaction !== null && transactions.get(transaction)) || none;
      if (transaction !== null) transactions.set(transaction, group);
      const analyzed: Analyzed = {
        statement,
        migration,
        effects,
        inTransaction: transaction !== null,
        transaction: transaction === null ? null : String(transaction),
        together: group.statements,
        held: group.held,
        slowWork: slowWorkIn({ statement, effects, filledBy, index }),
        isBehindSlowWork: group.hasSlowWork,
        change: all,
        index,
        filledBy,
        lockTimeout: timeouts[index] ?? null,
        postgres,
        table: (relation) => tables?.get(relation),
        stats,
        isProposed,
        isHot: (relation) => isHot(migration.path, relation),
        queueFor: ({ relation, mode }) =>
          lockQueue(conflicting(usesOf(snapshot, relation), mode), snapshot?.sessions),
        snapshot,
        role,
      };
      all.push(analyzed);
      for (const effect of effects)
        if (effect.kind === "change" && effect.rows === "all" && !filledBy.has(effect.relation))
          filledBy.set(effect.relation, index);
      group.statements.push(analyzed);
      group.held = heldAfter(analyzed);
      group.hasSlowWork ||= analyzed.slowWork !== undefined && locksOfOthers(analyzed).length > 0;
      return analyzed;
    });
    return { migration, statements: own };
  });
}

/** What the transaction of a statement holds once it has run. */
function heldAfter(since: Analyzed): ReadonlyMap<string, HeldLock> {
  const locks = blockingLocks(since);
  if (locks.length === 0) return since.held;
  const held = new Map(since.held);
  for (const lock of locks) {
    const known = held.get(lock.relation);
    if (known === undefined || !covers(known.lock.mode, lock.mode)) held.set(lock.relation, { lock, since });
  }
  return held;
}

/** The longest first. */
const SLOW: readonly Effect["kind"][] = ["rewrite", "build", "change", "scan", "wait"];

function slowWorkIn(
  analyzed: Pick<Analyzed, "statement" | "effects" | "filledBy" | "index">,
): Effect | undefined {
  return SLOW.flatMap((kind) => analyzed.effects.filter((one) => one.kind === kind)).find((effect) => {
    if (effect.kind === "wait") return true;
    if (effect.kind === "change" && effect.rows !== "all") return false;
    if (effect.kind === "scan" && stopsAtFirstRow(analyzed, effect.relation)) return false;
    return !effect.isNew || isFilled(analyzed, effect.relation);
  });
}
