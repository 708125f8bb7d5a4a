/** An UPDATE or DELETE of many rows, done a few at a time: the same rows come to the same values, however often it runs. */
import { columnNamesIn } from "../effects/schema/expression.ts";
import { functionVolatility } from "../postgres/volatility.ts";
import { as, type Node, nameParts, walk } from "../sql/nodes.ts";
import { quoted } from "../sql/quote.ts";
import { type RowChange, rowChange } from "../sql/row-change.ts";
import type { Analyzed } from "./analyzed.ts";
import { target } from "./partitions.ts";
import type { Step } from "./step.ts";

/** Types without an equality that IS DISTINCT FROM could use, as they are written. */
const WITHOUT_EQUALITY = /^(json|xml|point|polygon|unknown)\b/;

/** Null where a second run could change a row again, or where it is not known that it does not. */
export function batchStep(analyzed: Analyzed): Step | null {
  const change = rowChange(analyzed.statement);
  if (change === null || (change.command === "UPDATE" && !settles(change, analyzed))) return null;
  const { command, target: written, where, whereNode, assignments, relation } = change;
  if ([whereNode, ...assignments.map(({ valueNode }) => valueNode)].some((node) => node && reads(node)))
    return null;
  const name = quoted(relation.alias?.aliasname ?? relation.relname ?? "");
  const differs = assignments
    .filter(({ column, valueNode }) => assignments.length > 1 || !isFillOf(column, valueNode, whereNode))
    .map(({ column, value }) => `${name}.${quoted(column)} IS DISTINCT FROM (${value})`);
  const conditions = [
    ...(where === null ? [] : [differs.length > 0 ? `(${where})` : where]),
    ...(differs.length > 1 ? [`(${differs.join(" OR ")})`] : differs),
  ];
  const needed = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const chosen = `ctid = ANY (ARRAY(SELECT ctid FROM ${written}${needed} LIMIT 5000))`;
  // Rows of two partitions may stand at the same ctid.
  const isMany = (target(analyzed)?.shape.children.length ?? 0) > 0;
  const condition = [chosen, ...(isMany ? conditions : [])].join(" AND ");
  const set = assignments.map(({ column, value }) => `${quoted(column)} = ${value}`).join(", ");
  const sql =
    command === "DELETE"
      ? `DELETE FROM ${written} WHERE ${condition}`
      : `UPDATE ${written} SET ${set} WHERE ${condition}`;
  return { sql: [sql], outside: "in batches until it changes no row" };
}

/** What is set does not depend on what it was, nor on the time: set again it stays, and is seen to. */
function settles({ assignments, whereNode }: RowChange, analyzed: Analyzed): boolean {
  const columns = new Map(target(analyzed)?.shape.columns.map(({ name, type }) => [name, type]));
  const set = new Set(assignments.map(({ column }) => column));
  return assignments.every(({ column, valueNode }) => {
    const type = columns.get(column) ?? null;
    const isCompared = assignments.length > 1 || !isFillOf(column, valueNode, whereNode);
    if (isCompared && (type === null || WITHOUT_EQUALITY.test(type))) return false;
    const mentioned = [...columnNamesIn(valueNode)];
    return !mentioned.includes("*") && !mentioned.some((name) => set.has(name)) && isFixed(valueNode);
  });
}

/** `WHERE a IS NULL` for a constant that is not NULL: the condition ends by itself. */
function isFillOf(column: string, value: Node, where: Node | null): boolean {
  const constant = as(as(value, "TypeCast")?.arg ?? value, "A_Const");
  const test = as(where ?? undefined, "NullTest");
  const tested = nameParts(as(test?.arg, "ColumnRef")?.fields).at(-1);
  return constant !== undefined && !constant.isnull && test?.nulltesttype === "IS_NULL" && tested === column;
}

/** Every function gives the same each time. */
function isFixed(node: Node): boolean {
  let fixed = true;
  walk(node, (one) => {
    const call = as(one, "FuncCall");
    const name = call && nameParts(call.funcname).at(-1);
    if (as(one, "SQLValueFunction") || (name && functionVolatility(name, 18) !== "immutable")) fixed = false;
    return fixed;
  });
  return fixed;
}

/** It looks at other rows, which the batches before may have changed. */
function reads(node: Node): boolean {
  let found = false;
  walk(node, (one) => {
    if (as(one, "SubLink")) found = true;
    return !found;
  });
  return found;
}
