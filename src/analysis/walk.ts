import { isNewRelation, relationAt } from "../effects/schema/find-relation.ts";
import { forkModel, markModel, resetSession, type SchemaModel } from "../effects/schema/model.ts";
import { applyStatement } from "../effects/statements/statements.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Rehearsal } from "../shadow/rehearse/rehearsal.ts";
import type { RehearsedStatement } from "../shadow/rehearse/rehearsed-statement.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import type { Statement } from "../sql/statement.ts";
import { ALONE, DISCONNECT, type Place } from "../sql/transaction.ts";

/** A judged statement at the moment before it runs. */
export interface Moment {
  readonly kind: "statement";
  readonly scheduled: ScheduledMigration;
  readonly statement: Statement;
  readonly place: Place;
  /** The schema as it is before the statement. */
  readonly model: SchemaModel;
  /** Names its transaction among all that are judged, or null when it commits by itself. */
  readonly transaction: string | null;
  readonly rehearsed: RehearsedStatement | null;
  /** Whether a relation was made by the change itself. */
  isNew(relation: string): boolean;
}

/** All statements of a change have run. */
export interface EndOfChange {
  readonly kind: "end of change";
  readonly migrations: readonly ScheduledMigration[];
  /** The schema as the change leaves it. */
  readonly model: SchemaModel;
}

export interface WalkOptions {
  readonly grouping: Selection["grouping"];
  readonly rehearsal: Rehearsal | null;
  /** Ids of the migrations before which all is known that there is. */
  readonly wholeBefore: ReadonlySet<string>;
  /** Of how many migrations the model that the walk starts with knows already, from the first; default: none. */
  readonly known?: number;
  /** Is shown the schema before the first judged migration, where not all of that was known. */
  readonly endOfBase?: (model: SchemaModel) => void;
  /** Puts into the model what production has besides, before a change. */
  readonly seed?: (model: SchemaModel) => void;
}

/**
 * Walks the migrations in production's order and keeps the schema up to date from one judged statement to the next.
 * Relations that only the rehearsal saw being made (in a DO block) are new, too.
 */
export function* walk(
  scheduled: readonly ScheduledMigration[],
  start: SchemaModel,
  { grouping, rehearsal, wholeBefore, known = 0, endOfBase, seed }: WalkOptions,
): Generator<Moment | EndOfChange> {
  let model = start;
  let change: ScheduledMigration[] = [];
  let seenNew = new Set<string>();
  const undone = new Undone();
  const firstJudged = scheduled.findIndex(({ judged }) => judged);
  for (const [at, one] of scheduled.entries()) {
    if (at < known) continue;
    if (at === firstJudged && at > known && undone.isEmpty) endOfBase?.(model);
    // Each run of a runner is a session of its own: what a file SETs does not outlive it.
    resetSession(model);
    model.complete = wholeBefore.has(one.migration.id);
    if (one.judged && change.length === 0) {
      seed?.(model);
      markModel(model);
      seenNew = new Set();
    }
    if (one.judged) change.push(one);
    const observed = rehearsal?.migrations.get(one.migration.id)?.statements ?? [];
    const isNew = (relation: string) => {
      const known = relationAt(model, relation);
      return known ? isNewRelation(model, known) : seenNew.has(relation);
    };
    for (const [index, statement] of one.script.statements.entries()) {
      const place = one.places[index] ?? ALONE;
      const transaction = place.transaction === null ? null : String(place.transaction);
      const rehearsed = observed[index] ?? null;
      undone.keep(place, model);
      if (one.judged)
        yield { kind: "statement", scheduled: one, statement, place, model, transaction, rehearsed, isNew };
      if (!hasFailed(rehearsed)) applyStatement(model, statement.node, { transaction });
      if (rehearsed?.kind === "observed")
        for (const { relation } of rehearsed.observation.created) seenNew.add(relation);
      model = undone.before(place) ?? model;
    }
    model = undone.before(DISCONNECT) ?? model;
    if (one.judged && grouping === "each") {
      yield { kind: "end of change", migrations: change, model };
      change = [];
    }
  }
  if (change.length > 0) yield { kind: "end of change", migrations: change, model };
}

/** The schema as it was before work that a ROLLBACK, perhaps of a later file, takes back. */
class Undone {
  readonly #kept = new Map<Place["undoneBy"], SchemaModel>();

  get isEmpty(): boolean {
    return this.#kept.size === 0;
  }

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
function hasFailed(rehearsed: RehearsedStatement | null): boolean {
  if (rehearsed?.kind === "blamed") return rehearsed.blame.kind === "earlier failure";
  return rehearsed?.kind === "observed" && rehearsed.observation.error !== null;
}
