/** The functions that a query calls: what their bodies do, the query does. */
import { functionVolatility } from "../../../postgres/volatility.ts";
import { fold } from "../../../sql/fold.ts";
import { as, type FuncCall, kindOf, type Node, nameParts, walkFor } from "../../../sql/nodes.ts";
import { inputNames } from "../../../sql/routine-head.ts";
import type { Deriver } from "../../deriver.ts";
import { type Bindings, routineSteps } from "../../schema/body.ts";
import type { Routine } from "../../schema/callable.ts";
import { routinesNamed } from "../../schema/routine.ts";
import { CLOCK, conditionOfNode, type When } from "../../schema/run-condition.ts";
import { pathOfRoutine } from "../session.ts";
import { type Body, runBody } from "./run-body.ts";

/** Tells what is run by the calls anywhere in the statement: once, or as often as there are rows. */
export function reportCalls(deriver: Deriver, statement: Node): void {
  const { model } = deriver;
  const once = calledOnce(statement);
  walkFor(["FuncCall", "A_Expr"], statement, (node) => {
    const call = as(node, "FuncCall");
    if (call) runCall(deriver, call, once.has(call) ? "always" : "open");
    const operator = nameParts(as(node, "A_Expr")?.name).at(-1);
    const routine = operator === undefined ? undefined : model.operators.get(operator);
    if (routine) runRoutine(deriver, routine, "open");
    return true;
  });
}

function runCall(deriver: Deriver, call: FuncCall, when: When): void {
  const parts = nameParts(call.funcname);
  const routines = routinesNamed(deriver.model, parts);
  if (routines.length > 0) {
    runRoutines(deriver, routines, { when }, call);
    return;
  }
  if (!isKnown(deriver, parts.at(-1) ?? "")) deriver.unanalyzed(`runs the function ${parts.join(".")}`);
}

/** A function of PostgreSQL or of a measured extension. */
export function isKnown({ model, context }: Deriver, name: string): boolean {
  return functionVolatility(name, context.major, { extensions: [...model.extensions.keys()] }) !== null;
}

/** `name`: as written, with its schema if any. */
export function runRoutine(deriver: Deriver, name: readonly string[], when: When): void {
  runRoutines(deriver, routinesNamed(deriver.model, name), { when });
}

/** Of several with one name it is not known which is meant: all are derived, each under a condition. */
export function runRoutines(
  deriver: Deriver,
  routines: readonly Routine[],
  { when, names = [] }: Pick<Body, "when" | "names">,
  call?: Pick<FuncCall, "args">,
): void {
  const fitting = routines.filter((routine) => takes(routine, call?.args?.length));
  const meant = fitting.length > 0 ? fitting : routines;
  for (const routine of meant) {
    for (const inner of routine.calls) runRoutine(deriver, inner.split("."), "open");
    if (routine.statement === null) continue;
    const { name, schema, volatility, kind, statement, language } = routine;
    const words = `the ${kind} ${schema === "public" ? name : `${schema}.${name}`}`;
    const steps = routineSteps(
      statement,
      deriver.context.major,
      bindingsOf(routine, call, deriver.context.major),
    );
    // In another language than SQL and PL/pgSQL it is only known to change nothing if it says so.
    if (steps === null && volatility === "immutable" && language !== "plpgsql" && language !== "sql")
      continue;
    const searchPath = pathOfRoutine(statement);
    const sure = meant.length > 1 ? "open" : when;
    runBody(deriver, steps, {
      name: words,
      when: sure,
      names,
      commits: kind === "procedure",
      ...(searchPath && { searchPath }),
    });
  }
}

function takes({ statement }: Routine, count: number | undefined): boolean {
  if (statement === null || count === undefined) return true;
  const parameters = (statement.parameters ?? []).flatMap((node) => as(node, "FunctionParameter") ?? []);
  const inputs = parameters.filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE");
  const least = inputs.filter(({ defexpr, mode }) => !defexpr && mode !== "FUNC_PARAM_VARIADIC").length;
  const isVariadic = inputs.some(({ mode }) => mode === "FUNC_PARAM_VARIADIC");
  return count >= least && (isVariadic || count <= parameters.length);
}

function bindingsOf(
  { statement }: Routine,
  call: Pick<FuncCall, "args"> | undefined,
  major: number,
): Bindings {
  const bindings = new Map<string, readonly (string | null)[] | undefined>();
  if (statement === null || call === undefined) return bindings;
  const names = inputNames(statement);
  const given = call.args?.length ?? 0;
  for (const [at, arg] of (call.args ?? []).entries()) {
    const named = as(arg, "NamedArgExpr");
    const name = named?.name ?? names[at];
    const value = named?.arg ?? arg;
    const texts = fold(value, () => undefined);
    const isNamed = texts !== undefined || conditionOfNode(value, major, () => undefined, CLOCK) !== "open";
    if (name != null && isNamed) bindings.set(name, texts);
  }
  // What a call leaves out has its default.
  for (const node of statement.parameters ?? []) {
    const parameter = as(node, "FunctionParameter");
    const { name, defexpr } = parameter ?? {};
    if (name === undefined || bindings.has(name) || !defexpr || names.indexOf(name) < given) continue;
    const texts = fold(defexpr, () => undefined);
    if (texts) bindings.set(name, texts);
  }
  return bindings;
}

/** The calls that a statement makes exactly once: SELECT f(), SELECT * FROM f(), without rows or conditions. */
function calledOnce(statement: Node): ReadonlySet<FuncCall> {
  const found = new Set<FuncCall>();
  plainCalls(as(as(statement, "InsertStmt")?.selectStmt, "SelectStmt")?.valuesLists, found);
  const select = as(statement, "SelectStmt");
  if (!select || select.whereClause || select.groupClause || select.op !== "SETOP_NONE") return found;
  if (select.withClause || select.limitCount || select.limitOffset) return found;
  const ranges = select.fromClause ?? [];
  const [range] = ranges;
  const ofFunction = as(range, "RangeFunction");
  if (range && (!ofFunction || ranges.length > 1)) return found;
  plainCalls(ofFunction?.functions, found);
  if (!ofFunction)
    plainCalls(
      select.targetList?.map((node) => as(node, "ResTarget")?.val ?? node),
      found,
    );
  return found;
}

/** Calls that stand by themselves or as arguments of calls, not in CASE or AND. */
function plainCalls(value: unknown, found: Set<FuncCall>): void {
  if (Array.isArray(value)) {
    for (const item of value) plainCalls(item, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  // The second item of a pair that has none.
  if (Object.keys(value).length === 0) return;
  const kind = kindOf(value as Node);
  if (kind === "List") plainCalls(as(value as Node, "List")?.items, found);
  if (kind === "TypeCast") plainCalls(as(value as Node, "TypeCast")?.arg, found);
  const call = as(value as Node, "FuncCall");
  if (!call) return;
  found.add(call);
  plainCalls(call.args, found);
}
