/** What stands before the body of a routine, as far as PL/pgSQL needs it to read the body. */
import {
  as,
  type CreateFunctionStmt,
  type FunctionParameter,
  type Node,
  nameParts,
  stringOf,
} from "./nodes.ts";

/** The text of an option of CREATE FUNCTION or DO: its language, its body. */
export function optionOf(options: readonly Node[] | undefined, name: string): string | undefined {
  const element = (options ?? []).map((node) => as(node, "DefElem")).find((it) => it?.defname === name);
  const parts = nameParts(as(element?.arg, "List")?.items);
  return parts.length > 0 ? (parts.length === 1 ? parts[0] : undefined) : stringOf(element?.arg);
}

function parametersOf({ parameters }: CreateFunctionStmt): FunctionParameter[] {
  return (parameters ?? []).flatMap((node) => as(node, "FunctionParameter") ?? []);
}

/** In order; those without a name are left out. */
export function parameterNames(statement: CreateFunctionStmt): string[] {
  return parametersOf(statement).flatMap(({ name }) => name ?? []);
}

/** The parameters that a call gives, in order: null for one without a name. */
export function inputNames(statement: CreateFunctionStmt): (string | null)[] {
  return parametersOf(statement)
    .filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE")
    .map(({ name }) => name ?? null);
}

const PLAIN =
  /^(?:text|varchar|bpchar|name|bool|int[248]|float[48]|numeric|uuid|jsonb?|date|time(?:tz)?|timestamp(?:tz)?|interval|bytea|oid|regclass)$/;

/** `CREATE FUNCTION f(…) RETURNS … LANGUAGE plpgsql AS`: types are only told apart as far as PL/pgSQL does without a catalog. */
export function headOf(statement: CreateFunctionStmt): string {
  const language = "LANGUAGE plpgsql AS";
  const all = parametersOf(statement);
  const table = all.filter(({ mode }) => mode === "FUNC_PARAM_TABLE");
  const others = all.filter(({ mode }) => mode !== "FUNC_PARAM_TABLE").map(parameter);
  const head = `f(${others.join(", ")})`;
  if (statement.is_procedure) return `CREATE PROCEDURE ${head} ${language}`;
  if (table.length > 0)
    return `CREATE FUNCTION ${head} RETURNS TABLE(${table.map(column).join(", ")}) ${language}`;
  const out = all.filter(({ mode }) => mode === "FUNC_PARAM_OUT" || mode === "FUNC_PARAM_INOUT");
  const set = statement.returnType?.setof ? "SETOF " : "";
  const [only] = out;
  const returns = only === undefined ? returned(statement) : out.length > 1 ? "record" : typeOf(only);
  return `CREATE FUNCTION ${head} RETURNS ${set}${returns} ${language}`;
}

function returned({ returnType }: CreateFunctionStmt): string {
  const name = nameParts(returnType?.names).at(-1) ?? "void";
  if (name === "trigger" || name === "event_trigger" || name === "void") return name;
  return PLAIN.test(name) || (returnType?.arrayBounds?.length ?? 0) > 0 ? "text" : "record";
}

function parameter(it: FunctionParameter): string {
  const mode = { FUNC_PARAM_OUT: "OUT ", FUNC_PARAM_INOUT: "INOUT " }[it.mode as string] ?? "";
  return `${mode}${column(it)}`;
}

function column(it: FunctionParameter): string {
  const name = it.name === undefined ? "" : `"${it.name.replaceAll('"', '""')}" `;
  return `${name}${typeOf(it)}`;
}

function typeOf({ argType }: FunctionParameter): string {
  const isArray = (argType?.arrayBounds?.length ?? 0) > 0;
  return isArray || PLAIN.test(nameParts(argType?.names).at(-1) ?? "") ? "text" : "record";
}
