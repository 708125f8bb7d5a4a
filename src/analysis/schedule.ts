/** Which transaction each statement of a run is in: decided here, read by the walk, the judge and the rehearsal. */
import type { Migration } from "../migrations/migration.ts";
import { deliveryOf } from "../migrations/runner.ts";
import type { Selection } from "../migrations/selection.ts";
import { deliver } from "../sql/deliver.ts";
import type { Script } from "../sql/statement.ts";
import { Connection, type Place } from "../sql/transaction.ts";

/** A migration with its statements, in the order in which the runner sends it. */
export interface Unscheduled {
  readonly migration: Migration;
  readonly script: Script;
  /** Deployed with the others that are judged, or long before them. */
  readonly judged: boolean;
}

/**
 * The places of the statements of each migration, in order. The numbers of transactions are unique in the run: from 0 up in
 * what is judged, below 0 in what was deployed before. `next` gives the former, where a run has several targets.
 */
export function schedule(
  migrations: readonly Unscheduled[],
  grouping: Selection["grouping"],
  next: () => number = counter(1),
): Place[][] {
  const before = counter(-1);
  let deployment = new Deployment(before);
  let isOpen = false;
  return migrations.map(({ migration, script, judged }) => {
    if (!judged || !isOpen || grouping === "each") deployment = new Deployment(judged ? next : before);
    isOpen = judged;
    return deployment.run(migration, script);
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
