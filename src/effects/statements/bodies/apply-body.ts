/** What the body of a block, function or procedure makes of the schema model. */
import { as, kindOf, type Node, type NodeKind, nameParts, walkFor } from "../../../sql/nodes.ts";
import type { ApplyContext, ApplyStatement } from "../../derive-context.ts";
import { type RunStep, routineSteps } from "../../schema/body.ts";
import { functionNamesIn } from "../../schema/expression.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { routinesNamed } from "../../schema/routine.ts";

/**
 * What a body runs is taken as run: what is under a condition mostly makes sure of something. Where it may have been
 * passed by, or is not known, nothing is certain any more.
 */
export function applySteps(
  model: SchemaModel,
  steps: readonly RunStep[] | null,
  context: ApplyContext,
  applyStatement: ApplyStatement,
): void {
  for (const { nodes, when, caught } of steps ?? []) {
    const changes = nodes?.filter((node) => !isQueryWithoutCalls(node));
    if (changes === undefined) model.opaque = true;
    for (const node of changes ?? []) {
      applyStatement(model, node, context);
      if (!ROWS_ONLY.has(kindOf(node)) && (when !== "always" || caught !== "no")) model.opaque = true;
    }
  }
  if (steps === null) model.opaque = true;
}

const ROWS_ONLY: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

function isQueryWithoutCalls(node: Node): boolean {
  return as(node, "SelectStmt") !== undefined && functionNamesIn(node).length === 0;
}

/** Functions and procedures of a statement, each as often as it is called: once. */
export function applyCalls(
  model: SchemaModel,
  statement: Node,
  context: ApplyContext,
  applyStatement: ApplyStatement,
): void {
  const { depth = 0 } = context;
  walkFor(["FuncCall"], statement, (node) => {
    const call = as(node, "FuncCall");
    const [routine, other] = call ? routinesNamed(model, nameParts(call.funcname)) : [];
    if (!routine?.statement || routine.volatility === "immutable") return true;
    if (other || depth > DEEPEST) model.opaque = true;
    else {
      const steps = routineSteps(routine.statement, NEWEST);
      applySteps(model, steps, { ...context, depth: depth + 1 }, applyStatement);
    }
    return true;
  });
}

const DEEPEST = 6;

/** What is built in is asked of the newest version: older ones have less of it. */
export const NEWEST = 18;
