import { type Derived, derive } from "../effects/derive.ts";
import { applyStatement } from "../effects/schema/apply.ts";
import { markModel, resetSession, type SchemaModel } from "../effects/schema/model.ts";
import type { Step } from "./step.ts";

export interface DerivePlan {
  /** PostgreSQL's major version, 14-18. */
  readonly major: number;
  readonly timeZone: string | null;
  /** The judged ones are deployed together, or each is a change of its own after all its predecessors. */
  readonly grouping: "one change" | "each";
}

/** What is derived of each statement of the judged steps, by migration id. Steps before them only build the schema. */
export function deriveSteps(
  steps: readonly Step[],
  model: SchemaModel,
  plan: DerivePlan,
): ReadonlyMap<string, readonly Derived[]> {
  const derived = new Map<string, readonly Derived[]>();
  let isOpen = false;
  for (const step of steps) {
    // Each run of a runner is a session of its own: what a file SETs does not outlive the deployment.
    resetSession(model);
    if (step.judged && (plan.grouping === "each" || !isOpen)) {
      markModel(model);
      isOpen = true;
    }
    const effects = step.script.statements.map((statement, index) => {
      const transaction = transactionName(step, index, plan);
      const context = { major: plan.major, timeZone: plan.timeZone, transaction };
      const result = step.judged ? derive(statement.node, model, context) : null;
      applyStatement(model, statement.node, { transaction });
      return result;
    });
    if (step.judged)
      derived.set(
        step.migration.id,
        effects.filter((one) => one !== null),
      );
  }
  return derived;
}

/**
 * One name for all statements of a transaction, also across the files of one deployment by a runner that wraps all
 * that is pending; what was deployed before is in transactions of its own.
 */
function transactionName(
  { migration, transactions, judged }: Step,
  index: number,
  { grouping }: DerivePlan,
): string | null {
  const ordinal = transactions[index] ?? null;
  if (ordinal === null) return null;
  const isPending = migration.transaction === "all-pending" && judged && grouping === "one change";
  return isPending && ordinal === 0 ? "pending" : `${migration.id}:${ordinal}`;
}
