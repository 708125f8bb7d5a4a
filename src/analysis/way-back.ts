/** The way back of a change: what takes its migrations back is run on the shadow, and the catalog compared. */
import type { Facts } from "../drift/catalog/fact.ts";
import { EVERY_OPTIONAL_FACT } from "../drift/catalog/optional-facts.ts";
import type { Down } from "../migrations/migration.ts";
import type { Session } from "../shadow/engines/session.ts";
import type { Rehearsal } from "../shadow/rehearse/rehearsal.ts";
import { type ScheduledMigration, scheduledAlone } from "../shadow/rehearse/scheduled-migration.ts";
import type { Moment, RollBack } from "../shadow/rehearse/way-back.ts";
import { parseScript } from "../sql/parse.ts";
import { CatalogWitness, readCatalog } from "./catalog-witness.ts";
import { rollbacksOf, type ToldRollback } from "./rollback-outcome.ts";
import { heldAgainstUpAgain } from "./up-again.ts";

export class WayBack implements RollBack {
  readonly downs: RollBack["downs"];
  /** Has to be the rehearsal's witness. A way back that leaves a grant or a comment does not lead back. */
  readonly ends = new CatalogWitness(EVERY_OPTIONAL_FACT);
  readonly #judged: readonly ScheduledMigration[];
  readonly #known: ReadonlyMap<string, Down>;
  readonly #states = new Map<string, Facts | null>();

  constructor(known: ReadonlyMap<string, Down>, scheduled: readonly ScheduledMigration[]) {
    this.#known = known;
    this.#judged = scheduled.filter(({ judged }) => judged);
    this.downs = new Map(
      [...known].flatMap(([id, down]) => (down.kind === "sql" ? [[id, parsed(down)]] : [])),
    );
  }

  async look(moment: Moment, session: Session, inTransaction: boolean): Promise<void> {
    this.#states.set(keyOf(moment), await readCatalog(session, EVERY_OPTIONAL_FACT, inTransaction));
  }

  /** What is told of each judged migration, by id. */
  tell({ rolledBack }: Rehearsal): ReadonlyMap<string, ToldRollback> {
    const stateAt = (moment: Moment) => this.#states.get(keyOf(moment));
    const facts = { known: this.#known, downs: this.downs, rolledBack, ...this.ends.whole(), stateAt };
    return heldAgainstUpAgain(this.#judged, facts, rollbacksOf(this.#judged, facts));
  }
}

function parsed({ migration }: Extract<Down, { kind: "sql" }>): ScheduledMigration {
  return scheduledAlone(migration, parseScript(migration.sql, migration.reader));
}

function keyOf({ at, migration }: Moment): string {
  return `${at} ${migration}`;
}
