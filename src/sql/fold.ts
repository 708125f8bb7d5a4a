/** Texts that an expression can only come to, whatever is in the database: 'a' || 'b', format('%I', 'x'), a variable. */
import { as, type FuncCall, type Node, nameParts, stringOf } from "./nodes.ts";
import { parseScript } from "./parse.ts";

/** Null stands for SQL's NULL. */
type Value = string | null;

/** The texts that a name may stand for; undefined: they are not known. */
export type TextsOf = (name: string) => readonly Value[] | undefined;

/** More combinations than this are not worth telling one by one. */
const MOST = 64;

/** All texts that the expression may come to; undefined when it may come to others. */
export function foldText(expression: string, textsOf: TextsOf): readonly string[] | undefined {
  const values = fold(expressionIn(expression), textsOf);
  return values?.filter((value) => value !== null);
}

/** The elements of an array, or of several: ARRAY['a', 'b'], '{a,b}'. */
export function foldElements(expression: string, textsOf: TextsOf): readonly Value[] | undefined {
  const node = expressionIn(expression);
  const inner = as(node, "TypeCast")?.arg ?? node;
  const elements = as(inner, "A_ArrayExpr")?.elements;
  if (elements) return together(elements.map((element) => fold(element, textsOf)));
  const [, listed] = /^\{([\w, ]*)\}$/.exec(as(inner, "A_Const")?.sval?.sval ?? "") ?? [];
  return listed?.split(",").map((item) => item.trim());
}

/** The expression as a node; undefined when it does not parse. */
export function expressionIn(text: string): Node | undefined {
  const { statements } = parseScript(`SELECT ${text}`);
  const select = statements.length === 1 ? as(statements[0]?.node, "SelectStmt") : undefined;
  const targets = select?.targetList ?? [];
  return targets.length === 1 && !select?.fromClause ? as(targets[0], "ResTarget")?.val : undefined;
}

export function fold(node: Node | undefined, textsOf: TextsOf): readonly Value[] | undefined {
  const constant = as(node, "A_Const");
  if (constant) return [constantText(constant)];
  const cast = as(node, "TypeCast");
  if (cast) return fold(cast.arg, textsOf);
  const reference = as(node, "ColumnRef")?.fields;
  if (reference) return reference.length === 1 ? textsOf(stringOf(reference[0]) ?? "") : undefined;
  const operation = as(node, "A_Expr");
  if (operation && nameParts(operation.name).join(".") === "||")
    return combined([operation.lexpr, operation.rexpr], textsOf, (parts) =>
      parts.includes(null) ? null : parts.join(""),
    );
  const coalesced = as(node, "CoalesceExpr");
  if (coalesced)
    return combined(coalesced.args ?? [], textsOf, (parts) => parts.find((it) => it !== null) ?? null);
  const choice = as(node, "CaseExpr");
  if (choice) {
    const results = (choice.args ?? []).map((it) => as(it, "CaseWhen")?.result);
    const last = choice.defresult ? fold(choice.defresult, textsOf) : [null];
    return together([...results.map((it) => fold(it, textsOf)), last]);
  }
  const call = as(node, "FuncCall");
  return call ? called(call, textsOf) : undefined;
}

function constantText({
  isnull,
  sval,
  ival,
  fval,
  boolval,
}: NonNullable<ReturnType<typeof asConstant>>): Value {
  if (isnull) return null;
  if (sval) return sval.sval ?? "";
  if (ival) return String(ival.ival ?? 0);
  if (boolval) return boolval.boolval ? "true" : "false";
  return fval?.fval ?? "";
}

const asConstant = (node: Node) => as(node, "A_Const");

function called({ funcname, args = [] }: FuncCall, textsOf: TextsOf): readonly Value[] | undefined {
  const parts = nameParts(funcname);
  if (parts.length > 1 && parts.at(-2) !== "pg_catalog") return undefined;
  const evaluate = FUNCTIONS[parts.at(-1) ?? ""];
  return evaluate && combined(args, textsOf, evaluate);
}

type Evaluate = (args: readonly Value[]) => Value | undefined;

const strict =
  (evaluate: (...args: string[]) => string | undefined): Evaluate =>
  (args) =>
    args.includes(null) ? null : evaluate(...(args as string[]));

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  format: (args) => formatted(args),
  concat: (args) => args.filter((it) => it !== null).join(""),
  concat_ws: ([separator, ...args]) =>
    separator === null ? null : args.filter((it) => it !== null).join(separator),
  quote_ident: strict(identifier),
  quote_literal: strict(literal),
  quote_nullable: ([value = null]) => (value === null ? "NULL" : literal(value)),
  lower: strict((text) => text.toLowerCase()),
  upper: strict((text) => text.toUpperCase()),
  btrim: strict((text, characters) => (characters === undefined ? text.replace(/^ +| +$/g, "") : undefined)),
  reverse: strict((text) => [...text].reverse().join("")),
  replace: strict((text, from, to) => (from === "" ? text : text.replaceAll(from ?? "", to ?? ""))),
  repeat: strict((text, times) =>
    Number(times) <= 1000 ? text.repeat(Math.max(0, Number(times))) : undefined,
  ),
  chr: strict((code) => (Number(code) > 0 ? String.fromCodePoint(Number(code)) : undefined)),
  to_regclass: strict((text) => text),
};

/** format() of PostgreSQL: %s, %I, %L and %%, with positions and without widths. */
function formatted([pattern, ...args]: readonly Value[]): Value | undefined {
  if (pattern === null || pattern === undefined) return null;
  let next = 0;
  let known = true;
  const text = pattern.replace(/%(?:(\d+)\$)?([^\d$-]|[-\d].?|$)/g, (_, position, kind) => {
    if (kind === "%") return "%";
    const at = position === undefined ? next : Number(position) - 1;
    next = at + 1;
    const value = args[at];
    if (value === undefined) known = false;
    if (kind === "s") return value ?? "";
    if (kind === "L") return value === null || value === undefined ? "NULL" : literal(value);
    if (kind === "I" && typeof value === "string") return identifier(value);
    known = false;
    return "";
  });
  return known ? text : undefined;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

function together(lists: readonly (readonly Value[] | undefined)[]): readonly Value[] | undefined {
  return lists.includes(undefined) ? undefined : [...new Set(lists.flatMap((list) => list ?? []))];
}

/** `evaluate` on every choice of arguments. */
function combined(
  args: readonly (Node | undefined)[],
  textsOf: TextsOf,
  evaluate: Evaluate,
): readonly Value[] | undefined {
  let choices: Value[][] = [[]];
  for (const arg of args) {
    const values = fold(arg, textsOf);
    if (values === undefined || choices.length * values.length > MOST) return undefined;
    choices = choices.flatMap((choice) => values.map((value) => [...choice, value]));
  }
  const results = choices.map(evaluate);
  return results.includes(undefined) ? undefined : [...new Set(results.map((it) => it ?? null))];
}
