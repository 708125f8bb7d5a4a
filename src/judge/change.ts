import type { Effect } from "../effects/effect.ts";
import type { TableShape } from "../effects/schema/shape.ts";
import type { Migration } from "../migrations/migration.ts";
import { NEWEST } from "../postgres/majors.ts";
import type { TableStats } from "../production/table-stats.ts";
import type { Analyzed } from "../rule.ts";
import type { Statement } from "../sql/statement.ts";
import { lockTimeoutsOf } from "./lock-timeout.ts";

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
  const places = change.flatMap(({ migration, statements }) =>
    statements.map((read) => ({ read, migration })),
  );
  const timeouts = change.flatMap(({ statements }) => lockTimeoutsOf(statements, lockTimeout));
  const all: Analyzed[] = [];
  const transactions = new Map<number, Analyzed[]>();
  for (const { read, migration } of places) {
    const { transaction } = read;
    const alone: Analyzed[] = [];
    const group = transaction === null ? alone : (transactions.get(transaction) ?? []);
    if (transaction !== null) transactions.set(transaction, group);
    const at = group.length;
    const analyzed: Analyzed = {
      statement: read.statement,
      migration,
      effects: read.effects,
      inTransaction: transaction !== null,
      transaction: transaction === null ? null : String(transaction),
      // The group is whole only once every statement stands in it, so both are taken when they are asked for.
      previous: group.at(-1) ?? null,
      get before() {
        return group.slice(0, at);
      },
      get after() {
        return group.slice(at + 1);
      },
      change: all,
      lockTimeout: timeouts[all.length] ?? null,
      postgres: read.postgres ?? NEWEST,
      table: (relation) => read.tables?.get(relation),
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
