import { applyStatement } from "../effects/schema/apply.ts";
import {
  isNewRelation,
  markModel,
  relationAt,
  resetSession,
  type SchemaModel,
} from "../effects/schema/model.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Rehearsal } from "../shadow/rehearsal.ts";
import type { Statement } from "../sql/statement.ts";
import type { Step } from "./step.ts";

/** A judged statement at the moment before it runs. */
export interface Moment {
  readonly step: Step;
  readonly statement: Statement;
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
  model: SchemaModel,
  grouping: Selection["grouping"],
  rehearsal: Rehearsal | null,
  look: (moment: Moment) => T,
  /** Looks again at what was seen of a statement, on the schema that its whole change leaves. */
  settle: (looked: T, model: SchemaModel) => T,
): ReadonlyMap<Step, readonly T[]> {
  const looks = new Map<Step, readonly T[]>();
  const settleAll = () => {
    for (const [step, results] of looks)
      looks.set(
        step,
        results.map((it) => settle(it, model)),
      );
  };
  let seenNew = new Set<string>();
  let isOpen = false;
  for (const step of steps) {
    // Each run of a runner is a session of its own: what a file SETs does not outlive it.
    resetSession(model);
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
    const results = step.script.statements.map((statement, index) => {
      const transaction = transactionName(step, index, grouping);
      const result = step.judged ? [look({ step, statement, model, transaction, isNew })] : [];
      // What failed on the shadow is not there for later statements either.
      if (!observed[index]?.observation?.error) applyStatement(model, statement.node, { transaction });
      for (const { relation } of observed[index]?.observation?.created ?? []) seenNew.add(relation);
      return result;
    });
    if (!step.judged) continue;
    const flat = results.flat();
    looks.set(step, grouping === "each" ? flat.map((it) => settle(it, model)) : flat);
  }
  if (grouping === "one change") settleAll();
  return looks;
}

/**
 * One name for all statements of a transaction, also across the files of one deployment by a runner that wraps all
 * that is pending; what was deployed before is in transactions of its own.
 */
function transactionName(
  { migration, transactions, judged }: Step,
  index: number,
  grouping: Selection["grouping"],
): string | null {
  const ordinal = transactions[index] ?? null;
  if (ordinal === null) return null;
  const isPending = migration.transaction === "all-pending" && judged && grouping === "one change";
  return isPending && ordinal === 0 ? "pending" : `${migration.id}:${ordinal}`;
}
