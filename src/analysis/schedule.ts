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
 * The migrations of a selection, behind what the config has run before, with their statements scheduled: see `schedule` for
 * `next`. What is judged is parsed here, the rest when it is asked for. The parser must be loaded.
 */
export function scheduleSelection(
  { migrations, judged, grouping }: Selection,
  { prelude = null, next }: { readonly prelude?: Prelude | null; readonly next?: () => number } = {},
): ScheduledMigration[] {
  const first = prelude && psqlMigration(`prelude ${prelude.path}`, prelude.path, prelude.sql);
  const all = first ? [first, ...migrations] : migrations;
  const read = all.map((migration) => {
    const script = once(() => parseScript(migration.sql, migration.reader));
    return {
      migration,
      get script() {
        return script();
      },
      judged: judged.has(migration.id),
    };
  });
  return schedule(read, grouping, next);
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
  let deployment: Deployment | null = null;
  return migrations.map((read) => {
    if (!read.judged) {
      deployment = null;
      return deployedBefore(read, before);
    }
    if (deployment === null || grouping === "each") deployment = new Deployment(next);
    const { migration, script } = read;
    return { migration, script, places: deployment.run(migration, script), judged: true };
  });
}

/** A migration in a deployment of its own, whose statements are not asked for here. */
function deployedBefore(read: Omit<ScheduledMigration, "places">, next: () => number): ScheduledMigration {
  const { migration } = read;
  const places = once(() => new Deployment(next).run(migration, read.script));
  return {
    migration,
    judged: false,
    get script() {
      return read.script;
    },
    get places() {
      return places();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
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
