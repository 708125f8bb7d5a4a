import type { Effect } from "../effects/effect.ts";
import type { Migration } from "../migrations/migration.ts";
import type { TableStats } from "../production/table-stats.ts";
import type { Analyzed } from "../rule.ts";
import type { Statement } from "../sql/statement.ts";
import { lockTimeoutsOf } from "./lock-timeout.ts";

/** A statement with its effects, derived or observed. */
export interface ReadStatement {
  readonly statement: Statement;
  readonly effects: readonly Effect[];
  /** The transaction of its migration that it runs in (an ordinal; 0 is the runner's), or null: it commits by itself. */
  readonly transaction: number | null;
}

export interface ReadMigration {
  readonly migration: Migration;
  readonly statements: readonly ReadStatement[];
}

/** Migrations that reach production together, in order: what any of them creates is new to all of them. */
export type Change = readonly ReadMigration[];

interface Place {
  readonly migration: Migration;
  readonly read: ReadStatement;
  /** Equal for statements of one transaction; null for one that commits by itself. */
  readonly transaction: string | null;
}

/** What is known of the database that the change will meet. */
export interface Production {
  /** Statistics of `schema.name`. */
  readonly stats: (relation: string) => TableStats | undefined;
  /** The connection's lock_timeout in milliseconds; 0: waits for ever; null: not known. */
  readonly lockTimeout: number | null;
}

/** No statistics and no connection. */
export const NO_PRODUCTION: Production = { stats: () => undefined, lockTimeout: null };

/** The statements of a change as rules see them, in order, grouped as the change has its migrations. */
export function analyze(
  change: Change,
  { stats, lockTimeout }: Production,
): { readonly migration: Migration; readonly statements: readonly Analyzed[] }[] {
  const places = placesOf(change);
  const timeouts = change.flatMap(({ statements }) => lockTimeoutsOf(statements, lockTimeout));
  const all: Analyzed[] = [];
  const transactions = new Map<string, Analyzed[]>();
  for (const { read, migration, transaction } of places) {
    const alone: Analyzed[] = [];
    const group = transaction === null ? alone : (transactions.get(transaction) ?? []);
    if (transaction !== null) transactions.set(transaction, group);
    const at = group.length;
    const analyzed: Analyzed = {
      statement: read.statement,
      migration,
      effects: read.effects,
      inTransaction: transaction !== null,
      transaction,
      // The group is whole only once every statement stands in it, so both are taken when they are asked for.
      get before() {
        return group.slice(0, at);
      },
      get after() {
        return group.slice(at + 1);
      },
      change: all,
      lockTimeout: timeouts[all.length] ?? null,
      stats,
    };
    group.push(analyzed);
    all.push(analyzed);
  }
  let from = 0;
  return change.map(({ migration, statements }) => {
    const own = all.slice(from, from + statements.length);
    from += statements.length;
    return { migration, statements: own };
  });
}

/**
 * Where a runner sends all pending migrations in one transaction, the transaction that a migration leaves open goes on
 * in the next one.
 */
function placesOf(change: Change): Place[] {
  let open: string | null = null;
  return change.flatMap(({ migration, statements }, ordinal) => {
    const shared = migration.transaction === "all-pending";
    if (!shared) open = null;
    const inherited = open;
    const name = (transaction: number | null): string | null => {
      if (transaction === null) return null;
      return transaction === 0 && inherited !== null ? inherited : `${ordinal}:${transaction}`;
    };
    const places = statements.map((read) => ({ migration, read, transaction: name(read.transaction) }));
    if (shared) open = places.at(-1)?.transaction ?? inherited;
    return places;
  });
}
