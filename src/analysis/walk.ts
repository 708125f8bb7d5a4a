import {
  forkModel,
  isNewRelation,
  markModel,
  relationAt,
  resetSession,
  type SchemaModel,
} from "../effects/schema/model.ts";
import { applyStatement } from "../effects/statements/statements.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Rehearsal, RehearsedStatement } from "../shadow/rehearse/rehearsal.ts";
import type { Statement } from "../sql/statement.ts";
import { ALONE, DISCONNECT, type Place } from "../sql/transaction.ts";
import type { Step } from "./step.ts";

/** A judged statement at the moment before it runs. */
export interface Moment {
  readonly step: Step;
  readonly statement: Statement;
  readonly place: Place;
  /** The schema as it is before the statement. */
  readonly model: SchemaModel;
  /** Names its transaction among all that are judged, or null when it commits by itself. */
  readonly transaction: string | null;
  /** Whether a relation was made by the change itself. */
  isNew(relation: string): boolean;
}

/**
 * Walks the migrations in production's order, keeps the schema up to date, and looks at each judged statement before
 * it is applied. Relations that only the rehearsal saw being made (in a DO block) are new, too.
 */
export function walkJudged<T>(
  steps: readonly Step[],
  start: SchemaModel,
  grouping: Selection["grouping"],
  rehearsal: Rehearsal | null,
  /** Whether all is known that there was before a migration. */
  isWholeBefore: (step: Step) => boolean,
  look: (moment: Moment) => T,
  /** Looks again at what was seen of a statement, on the schema that its whole change leaves. */
  settle: (looked: T, model: SchemaModel) => T,
): ReadonlyMap<Step, readonly T[]> {
  const looks = new Map<Step, readonly T[]>();
  let model = start;
  let seenNew = new Set<string>();
  let isOpen = false;
  const undone = new Undone();
  for (const step of steps) {
    // Each run of a runner is a session of its own: what a file SETs does not outlive it.
    resetSession(model);
    model.complete = isWholeBefore(step);
    if (step.judged && (grouping === "each" || !isOpen)) {
      markModel(model);
      seenNew = new Set();
      isOpen = true;
    }
    const observed = rehearsal?.migrations.get(step.migration.id)?.statements ?? [];
    const isNew = (relation: string) => {
      const known = relationAt(model, relation);
      return known ? isNewRelation(model, known) : seenNew.has(relation);
    };
    const results = step.script.statements.flatMap((statement, index) => {
      const place = step.places[index] ?? ALONE;
      const transaction = place.transaction === null ? null : String(place.transaction);
      undone.keep(place, model);
      const result = step.judged ? [look({ step, statement, place, model, transaction, isNew })] : [];
      if (!failed(observed[index])) applyStatement(model, statement.node, { transaction });
      for (const { relation } of observed[index]?.observation?.created ?? []) seenNew.add(relation);
      model = undone.before(place) ?? model;
      return result;
    });
    model = undone.before(DISCONNECT) ?? model;
    if (step.judged) looks.set(step, grouping === "each" ? results.map((it) => settle(it, model)) : results);
  }
  if (grouping === "one change")
    for (const [step, results] of looks)
      looks.set(
        step,
        results.map((it) => settle(it, model)),
      );
  return looks;
}

/** The schema as it was before work that a ROLLBACK, perhaps of a later file, takes back. */
class Undone {
  readonly #kept = new Map<Place["undoneBy"], SchemaModel>();

  keep({ undoneBy }: Place, model: SchemaModel): void {
    if (undoneBy !== null && !this.#kept.has(undoneBy)) this.#kept.set(undoneBy, forkModel(model));
  }

  before(by: NonNullable<Place["undoneBy"]>): SchemaModel | undefined {
    const model = this.#kept.get(by);
    this.#kept.delete(by);
    return model;
  }
}

/** What fails by its own fault is not there for later statements either; what only the shadow lacks is. */
function failed(rehearsed: RehearsedStatement | undefined): boolean {
  if (!rehearsed?.observation?.error) return false;
  return rehearsed.blame === null || rehearsed.blame.kind === "earlier failure";
}
