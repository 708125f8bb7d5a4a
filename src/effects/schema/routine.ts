/** Functions and procedures: what they are called with and how volatile they are; their bodies are not read. */

import {
  allOf,
  as,
  type CreateFunctionStmt,
  type FunctionParameter,
  type Node,
  nameParts,
  type ObjectWithArgs,
  optionNamed,
  stringOf,
} from "../../sql/nodes.ts";
import { parseScript } from "../../sql/parse.ts";
import { optionOf } from "../../sql/routine-head.ts";
import type { Routine, Volatility } from "./callable.ts";
import { creationSchema } from "./find-relation.ts";
import { type SchemaModel, toChange } from "./model.ts";
import { resolveType } from "./type-names.ts";

const VOLATILITIES: readonly string[] = ["immutable", "stable", "volatile"] satisfies Volatility[];

function option(options: readonly Node[] | undefined, name: string): string | undefined {
  return stringOf(optionNamed(options, name)?.arg);
}

export function asVolatility(text: string | undefined): Volatility | null {
  return VOLATILITIES.includes(text ?? "") ? (text as Volatility) : null;
}

/** Types of the input parameters, as they tell overloads apart: "int4, text". */
export function argumentsOf(model: SchemaModel, parameters: readonly Node[] | undefined): string {
  return parametersOf(parameters)
    .filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE")
    .map((parameter) => typeKey(model, parameter.argType))
    .join(", ");
}

function parametersOf(nodes: readonly Node[] | undefined): FunctionParameter[] {
  return allOf(nodes, "FunctionParameter");
}

function resultOf(model: SchemaModel, { returnType, parameters }: CreateFunctionStmt): string {
  const given = parametersOf(parameters).filter(
    ({ mode }) => mode === "FUNC_PARAM_OUT" || mode === "FUNC_PARAM_INOUT" || mode === "FUNC_PARAM_TABLE",
  );
  const columns = given.map(({ name = "", argType }) => `${typeKey(model, argType)} ${name}`);
  return [`${returnType?.setof ? "setof " : ""}${typeKey(model, returnType)}`, ...columns].join(", ");
}

function typeKey(model: SchemaModel, type: Parameters<typeof resolveType>[1]): string {
  const resolved = resolveType(model, type);
  return resolved ? `${resolved.name}${resolved.array ? "[]" : ""}` : "?";
}

export function routineFrom(model: SchemaModel, statement: CreateFunctionStmt): Routine {
  const parts = nameParts(statement.funcname);
  return {
    schema: parts.at(-2) ?? creationSchema(model),
    name: parts.at(-1) ?? "",
    kind: statement.is_procedure ? "procedure" : "function",
    arguments: argumentsOf(model, statement.parameters),
    volatility: asVolatility(option(statement.options, "volatility")) ?? "volatile",
    language: option(statement.options, "language") ?? "sql",
    inlined: inlinedBody(statement),
    statement,
    calls: [],
    returns: nameParts(statement.returnType?.names).at(-1) ?? null,
    result: resultOf(model, statement),
    defaults: parametersOf(statement.parameters).filter(({ defexpr }) => defexpr !== undefined).length,
    born: model.change,
  };
}

/**
 * What inline_function puts in the place of a call: the only expression of a SQL function's only SELECT, without FROM
 * or anything else around it.
 */
function inlinedBody(statement: CreateFunctionStmt): Node | null {
  if (statement.is_procedure || statement.returnType?.setof) return null;
  const body = as(statement.sql_body, "ReturnStmt")?.returnval;
  if (body) return body;
  const nodes = sqlBody(statement);
  const select = nodes.length === 1 ? as(nodes[0], "SelectStmt") : undefined;
  const [target, other] = select?.targetList ?? [];
  const plain =
    !select?.fromClause &&
    !select?.whereClause &&
    !select?.withClause &&
    !select?.limitCount &&
    !select?.groupClause;
  return select && plain && other === undefined ? (as(target, "ResTarget")?.val ?? null) : null;
}

/** The statements of a function in SQL; none when they do not parse. */
export function sqlBody(statement: CreateFunctionStmt): Node[] {
  const body = statement.sql_body;
  const lists = as(body, "List")?.items ?? [];
  if (body) return lists.length > 0 ? lists.flatMap((node) => as(node, "List")?.items ?? node) : [body];
  const isSql = option(statement.options, "language")?.toLowerCase() === "sql";
  const text = isSql ? optionOf(statement.options, "as") : undefined;
  return text === undefined ? [] : parseScript(text).statements.map(({ node }) => node);
}

function setRoutines(model: SchemaModel, schema: string, name: string, routines: readonly Routine[]): void {
  if (routines.length === 0) toChange(model, "routines").delete(`${schema}.${name}`);
  else toChange(model, "routines").set(`${schema}.${name}`, routines);
}

/** The routines that have exactly this name. */
export function overloadsOf(
  model: SchemaModel,
  { schema, name }: Pick<Routine, "schema" | "name">,
): readonly Routine[] {
  return model.routines.get(`${schema}.${name}`) ?? [];
}

/** Puts a routine in the place of the one that it was before, if any, under its present name. */
export function putRoutine(model: SchemaModel, before: Routine | undefined, routine: Routine): void {
  if (before) {
    const rest = overloadsOf(model, before).filter((it) => it !== before);
    setRoutines(model, before.schema, before.name, rest);
  }
  setRoutines(model, routine.schema, routine.name, [...overloadsOf(model, routine), routine]);
}

/** The functions of a name on the search path; all overloads. */
export function routinesNamed(model: SchemaModel, parts: readonly string[]): readonly Routine[] {
  const name = parts.at(-1) ?? "";
  const schema = parts.at(-2);
  for (const candidate of schema === undefined ? model.searchPath : [schema]) {
    const found = model.routines.get(`${candidate}.${name}`);
    if (found) return found;
  }
  return [];
}

/** The function that a DROP or ALTER means. */
export function findRoutines(model: SchemaModel, node: Node | undefined): readonly Routine[] {
  const object = as(node, "ObjectWithArgs");
  return object ? routinesOf(model, object) : [];
}

export function routinesOf(model: SchemaModel, object: ObjectWithArgs): readonly Routine[] {
  const all = routinesNamed(model, nameParts(object.objname));
  if (object.args_unspecified) return all;
  const wanted = (object.objargs ?? []).map((node) => typeKey(model, as(node, "TypeName"))).join(", ");
  return all.filter((routine) => routine.arguments === wanted);
}

/** "schema.name(arguments)". */
export function routineKey(routine: Routine): string {
  return `${routine.schema}.${routine.name}(${routine.arguments})`;
}
