/** Conditions that say the same of every row of a table: WHERE true, 1 = 1, id = id, id IS NOT NULL. */
import { functionVolatility } from "../postgres/volatility.ts";
import { as, type Node, type NodeOf, nameParts, type SelectStmt, stringOf, walk } from "../sql/nodes.ts";
import { COMPARISONS, combine, compareConstants, constantOf, type Truth } from "./constant.ts";
import { plainColumn } from "./schema/expression.ts";
import { columnOf } from "./schema/lookup.ts";
import type { Table } from "./schema/relation.ts";

/** What the condition comes to in every row; undefined: it depends on the row, or is not known. */
export function truthInEveryRow(table: Table | undefined, node: Node | undefined): Truth {
  const inner = (it: Node | undefined) => truthInEveryRow(table, it);
  const bool = as(node, "BoolExpr");
  if (bool) return combine(bool.boolop, (bool.args ?? []).map(inner));
  const test = as(node, "NullTest");
  if (test) {
    const isNull = isNullInEveryRow(table, test.arg);
    return isNull === undefined ? undefined : (test.nulltesttype === "IS_NULL") === isNull;
  }
  const asked = as(node, "BooleanTest");
  if (asked) return tested(inner(asked.arg), asked.booltesttype ?? "");
  const first = as(node, "CoalesceExpr")?.args?.[0];
  if (first) return inner(first) ?? undefined;
  const comparison = as(node, "A_Expr");
  if (comparison) return compared(table, comparison);
  const link = as(node, "SubLink");
  if (link) return findsItself(table, link.subLinkType, link.testexpr, as(link.subselect, "SelectStmt"));
  return truthOf(constantOf(node));
}

/** Nothing in it is of a row, so that it finds all rows or none; which, is not known. */
export function isOfNoRow(node: Node | undefined): boolean {
  let found = node !== undefined;
  walk(node, (it) => {
    const call = nameParts(as(it, "FuncCall")?.funcname).at(-1);
    if (as(it, "ColumnRef") || as(it, "CurrentOfExpr") || as(it, "ParamRef")) found = false;
    if (call !== undefined && functionVolatility(call, 18, { extensions: [] }) === "volatile") found = false;
    return found;
  });
  return found;
}

/** Texts that a boolean takes for true or false. */
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...[true, "t", "true", "y", "yes", "on", "1", 1].map((it) => [it, true] as const),
  ...[false, "f", "false", "n", "no", "off", "0", 0].map((it) => [it, false] as const),
]);

function truthOf(constant: ReturnType<typeof constantOf>): Truth {
  if (constant === null) return null;
  return BOOLEANS.get(typeof constant === "string" ? constant.trim().toLowerCase() : constant);
}

function tested(truth: Truth, test: string): Truth {
  if (truth === undefined) return undefined;
  const is = { TRUE: truth === true, FALSE: truth === false, UNKNOWN: truth === null };
  const word = test.replace(/^IS_(NOT_)?/, "") as keyof typeof is;
  return test.startsWith("IS_NOT_") ? !is[word] : is[word];
}

function isNullInEveryRow(table: Table | undefined, node: Node | undefined): boolean | undefined {
  const column = plainColumn(node);
  if (column === null) {
    const constant = constantOf(node);
    return constant === undefined ? undefined : constant === null;
  }
  return columnOf(table, column)?.notNull === "yes" ? false : undefined;
}

const ANY_TEXT = /^%+$/;

function compared(table: Table | undefined, expression: NodeOf<"A_Expr">): Truth {
  const { kind, name, lexpr, rexpr } = expression;
  const operator = nameParts(name).at(-1) ?? "";
  const same = plainColumn(lexpr) !== null && plainColumn(lexpr) === plainColumn(rexpr);
  if (kind === "AEXPR_NOT_DISTINCT") return same ? true : undefined;
  if (kind === "AEXPR_DISTINCT") return same ? false : undefined;
  const hasValue = isNullInEveryRow(table, lexpr) === false;
  if (kind === "AEXPR_LIKE" || kind === "AEXPR_ILIKE") {
    const pattern = constantOf(rexpr);
    return hasValue && typeof pattern === "string" && ANY_TEXT.test(pattern) && operator.startsWith("~")
      ? true
      : undefined;
  }
  const [left, right] = [constantOf(lexpr), constantOf(rexpr)];
  if (kind === "AEXPR_IN") {
    const items = (as(rexpr, "List")?.items ?? []).map(constantOf);
    return left !== undefined && left !== null && items.includes(left) ? operator === "=" : undefined;
  }
  if (kind !== "AEXPR_OP") return undefined;
  if (same && hasValue) return SAME[operator];
  if (left === undefined || right === undefined) return undefined;
  if (left === null || right === null) return null;
  const order = typeof left === "boolean" && left === right ? 0 : compareConstants(left, right);
  if (order === undefined)
    return typeof left === typeof right && left !== right ? UNLIKE[operator] : undefined;
  return COMPARISONS[operator]?.(order);
}

const SAME: Readonly<Record<string, boolean>> = {
  "=": true,
  "<=": true,
  ">=": true,
  "<>": false,
  "!=": false,
};
const UNLIKE: Readonly<Record<string, boolean>> = { "=": false, "<>": true, "!=": true };
/** EXISTS (SELECT 1), or IN (SELECT id FROM the table itself). */
function findsItself(
  table: Table | undefined,
  type: string | undefined,
  tested: Node | undefined,
  select: SelectStmt | undefined,
): Truth {
  if (!select || select.whereClause || select.limitCount || select.havingClause || select.larg)
    return undefined;
  const [from, more] = select.fromClause ?? [];
  if (type === "EXISTS_SUBLINK" && from === undefined) return true;
  const range = as(from, "RangeVar");
  const isOwn = range !== undefined && more === undefined && range.relname === table?.name;
  if (!isOwn || (range.schemaname && range.schemaname !== table?.schema)) return undefined;
  if (type === "EXISTS_SUBLINK") return true;
  const column = plainColumn(tested);
  const selected = as(as(select.targetList?.[0], "ResTarget")?.val, "ColumnRef")?.fields?.at(-1);
  const isSame = column !== null && column === stringOf(selected) && !select.groupClause;
  return type === "ANY_SUBLINK" && isSame && columnOf(table, column)?.notNull === "yes" ? true : undefined;
}
