/** Constants in expressions, and what simple conditions come to on them. */
import { as, type Node, nameParts } from "../sql/nodes.ts";
import { plainColumn } from "./schema/expression.ts";

export type Constant = number | string | boolean | null;

/** The value of a literal, also with a sign or a cast; undefined for anything else. */
export function constantOf(node: Node | undefined): Constant | undefined {
  const literal = as(node, "A_Const");
  if (literal) {
    if (literal.isnull) return null;
    if (literal.ival) return literal.ival.ival ?? 0;
    if (literal.fval) return Number(literal.fval.fval);
    if (literal.boolval) return literal.boolval.boolval === true;
    return literal.sval ? (literal.sval.sval ?? "") : undefined;
  }
  const cast = as(node, "TypeCast");
  if (cast) return constantOf(cast.arg);
  const signed = as(node, "A_Expr");
  if (signed && !signed.lexpr && nameParts(signed.name).at(-1) === "-") {
    const value = constantOf(signed.rexpr);
    return typeof value === "number" ? -value : undefined;
  }
  return undefined;
}

/** Less than 0, 0 or more than 0; undefined where the two cannot be compared without their types. */
export function compareConstants(a: Constant, b: Constant): number | undefined {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== "string" || typeof b !== "string") return undefined;
  // Dates and times of one length sort as text; of other texts the collation is not known.
  if (a === b) return 0;
  return /^\d[\d:. -]*$/.test(a) && /^\d[\d:. -]*$/.test(b) && a.length === b.length
    ? a < b
      ? -1
      : 1
    : undefined;
}

/** By operator: whether it holds for two values in this order (below 0, 0, above 0). */
export const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** SQL's three truth values, or undefined: not known. */
export type Truth = boolean | null | undefined;

/** What a condition comes to where every column that it mentions has the given constant. */
export function evaluate(node: Node | undefined, valueIn: (column: string) => Constant | undefined): Truth {
  const test = as(node, "NullTest");
  if (test) {
    const value = operand(test.arg, valueIn);
    if (value === undefined) return undefined;
    return test.nulltesttype === "IS_NULL" ? value === null : value !== null;
  }
  const bool = as(node, "BoolExpr");
  if (bool)
    return combine(
      bool.boolop,
      (bool.args ?? []).map((arg) => evaluate(arg, valueIn)),
    );
  const comparison = as(node, "A_Expr");
  const compare = COMPARISONS[nameParts(comparison?.name).at(-1) ?? ""];
  // No value is in a list, nor outside of it, as long as it is not known.
  if (comparison?.kind === "AEXPR_IN") return operand(comparison.lexpr, valueIn) === null ? null : undefined;
  if (!comparison || !compare || comparison.kind !== "AEXPR_OP") return undefined;
  const [left, right] = [operand(comparison.lexpr, valueIn), operand(comparison.rexpr, valueIn)];
  if (left === null || right === null) return null;
  if (left === undefined || right === undefined) return undefined;
  const order = compareConstants(left, right);
  return order === undefined ? undefined : compare(order);
}

function operand(
  node: Node | undefined,
  valueIn: (column: string) => Constant | undefined,
): Constant | undefined {
  const column = plainColumn(node);
  return column === null ? constantOf(node) : valueIn(column);
}

export function combine(operator: string | undefined, truths: readonly Truth[]): Truth {
  if (operator === "NOT_EXPR") {
    const [only] = truths;
    return typeof only === "boolean" ? !only : only;
  }
  const decisive = operator === "OR_EXPR";
  if (truths.includes(decisive)) return decisive;
  if (truths.includes(undefined)) return undefined;
  return truths.includes(null) ? null : !decisive;
}
