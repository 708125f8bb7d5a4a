/** Which transaction each statement of a run is in: decided here, read by the walk, the judge and the rehearsal. */
import type { Migration } from "../migrations/migration.ts";
import { deliveryOf } from "../migrations/runner.ts";
import type { Selection } from "../migrations/selection.ts";
import { psqlMigration, type ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { deliver } from "../sql/deliver.ts";
import { parseScript } from "../sql/parse.ts";
import type { Script } from "../sql/statement.ts";
import { Connection, type Place } from "../sql/transaction.ts";

/** What the config says that the database has before the first migration, as a script of psql at `path`. */
export interface Prelude {
  readonly path: string;
  readonly sql: string;
}

/**
 * Parses every migration of a selection, behind what the config has run before, and schedules their statements: see
 * `schedule` for `next`. The parser must be loaded.
 */
export function scheduleSelection(
  { migrations, judged, grouping }: Selection,
  { prelude = null, next }: { readonly prelude?: Prelude | null; readonly next?: () => number } = {},
): ScheduledMigration[] {
  const first = prelude && psqlMigration(`prelude ${prelude.path}`, prelude.path, prelude.sql);
  const all = first ? [first, ...migrations] : migrations;
  const parsed = all.map((migration) => ({
    migration,
    script: parseScript(migration.sql, migration.reader),
    judged: judged.has(migration.id),
  }));
  return schedule(parsed, grouping, next);
}

/**
 * The migrations in the order in which the runner sends them. The numbers of transactions are unique in the run: from 0 up in
 * what is judged, below 0 in what was deployed before. `next` gives the former, where a run has several targets.
 */
export function schedule(
  migrations: readonly Omit<ScheduledMigration, "places">[],
  grouping: Selection["grouping"],
  next: () => number = counter(1),
): ScheduledMigration[] {
  const before = counter(-1);
  let deployment = new Deployment(before);
  let isOpen = false;
  return migrations.map((parsed) => {
    const { migration, script, judged } = parsed;
    if (!judged || !isOpen || grouping === "each") deployment = new Deployment(judged ? next : before);
    isOpen = judged;
    return { ...parsed, places: deployment.run(migration, script) };
  });
}

/** 0, 1, 2 … or -1, -2, -3 …. */
export function counter(step: 1 | -1): () => number {
  let number = step === 1 ? -1 : 0;
  return () => (number += step);
}

/** One run of a runner, which has one connection for all files; psql has one for each. */
class Deployment {
  readonly #connection: Connection;
  #wraps: Migration["transaction"] = "statement";

  constructor(next: () => number) {
    this.#connection = new Connection(next);
  }

  run(migration: Migration, { statements }: Script): Place[] {
    const connection = this.#connection;
    const delivery = deliveryOf(migration);
    const { tool, transaction } = migration;
    const goesOn = transaction === "all-pending" && this.#wraps === "all-pending";
    if (this.#wraps === "all-pending" && !goesOn) connection.commit();
    if (!goesOn && delivery.wrapping === "block") connection.begin();
    this.#wraps = transaction;
    const places = deliver(connection, statements, delivery);
    if (transaction === "file" && delivery.wrapping !== "none") connection.commit();
    if (transaction !== "all-pending" && tool === "sql") connection.disconnect();
    return places;
  }
}
