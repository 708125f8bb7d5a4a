/** Whether a WHERE clause bounds the rows that it finds, whatever the table's size. */
import { as, type Node, nameParts, type SubLink, stringOf } from "../sql/nodes.ts";
import { type Constant, constantOf } from "./constant.ts";
import { columnOf, indexesOf } from "./schema/lookup.ts";
import type { SchemaModel } from "./schema/model.ts";
import type { Table } from "./schema/relation.ts";

/**
 * True: it fixes every column of a unique key to constants, so that it finds at most as many rows as it has constants.
 * Null: it fixes a column, but the table's keys are not known.
 */
export function fixesUniqueKey(
  model: SchemaModel,
  table: Table | undefined,
  where: Node | undefined,
): boolean | null {
  const fixed = fixedColumns(where);
  if (fixed.size === 0) return false;
  // The place of a row: no two rows have the same.
  if (fixed.has("ctid")) return true;
  if (table) {
    const numbers = new Set([...fixed].map((name) => columnOf(table, name)?.number));
    const unique = indexesOf(model, table.id).some(
      (index) =>
        index.unique &&
        index.predicate === null &&
        index.keys.every((key) => "column" in key && numbers.has(key.column)),
    );
    if (unique) return true;
  }
  return table?.known ? false : null;
}

/** Columns that each row found has a given constant in. */
function fixedColumns(where: Node | undefined): Set<string> {
  const bool = as(where, "BoolExpr");
  if (bool?.boolop === "AND_EXPR") return new Set((bool.args ?? []).flatMap((arg) => [...fixedColumns(arg)]));
  const link = as(where, "SubLink");
  if (link?.subLinkType === "ANY_SUBLINK" && isLimited(link) && (link.operName ?? []).length === 0) {
    const name = stringOf(as(link.testexpr, "ColumnRef")?.fields?.at(-1));
    return new Set(name === undefined ? [] : [name]);
  }
  const expression = as(where, "A_Expr");
  if (!expression || nameParts(expression.name).at(-1) !== "=") return new Set();
  const sides = [expression.lexpr, expression.rexpr];
  const listed = expression.kind === "AEXPR_IN" || expression.kind === "AEXPR_OP_ANY";
  if (!listed && expression.kind !== "AEXPR_OP") return new Set();
  for (const [column, value] of [sides, sides.toReversed()]) {
    const name = stringOf(as(column, "ColumnRef")?.fields?.at(-1));
    if (name !== undefined && value && isConstant(value)) return new Set([name]);
  }
  return new Set();
}

/** IN (SELECT ... LIMIT n), = ANY (ARRAY(SELECT ... LIMIT n)): as many values as the limit says. */
function isLimited({ subselect }: SubLink): boolean {
  return isBound(as(subselect, "SelectStmt")?.limitCount);
}

/** More rows than that are no batch: a LIMIT of a billion leaves out nothing. */
const MOST_BOUNDED = 100_000;

/** Whether a LIMIT keeps the number of rows small, whatever the table's size; a batch size may be a parameter. */
export function isBound(limit: Node | undefined): boolean {
  if (as(limit, "ParamRef")) return true;
  const rows = constantOf(limit);
  return typeof rows === "number" && rows <= MOST_BOUNDED;
}

function isConstant(node: Node): boolean {
  if (as(node, "A_Const") || as(node, "ParamRef")) return true;
  const cast = as(node, "TypeCast");
  if (cast?.arg) return isConstant(cast.arg);
  const link = as(node, "SubLink");
  if (link?.subLinkType === "ARRAY_SUBLINK") return isLimited(link);
  const items = as(node, "List")?.items ?? as(node, "A_ArrayExpr")?.elements;
  return items?.every(isConstant) ?? false;
}

/** The constant that each row found has in a column; undefined where WHERE does not say. */
export function fixedValue(where: Node | undefined, column: string): Constant | undefined {
  const bool = as(where, "BoolExpr");
  if (bool?.boolop === "AND_EXPR") {
    return (bool.args ?? []).map((arg) => fixedValue(arg, column)).find((value) => value !== undefined);
  }
  const expression = as(where, "A_Expr");
  if (expression?.kind !== "AEXPR_OP" || nameParts(expression.name).at(-1) !== "=") return undefined;
  const name = stringOf(as(expression.lexpr, "ColumnRef")?.fields?.at(-1));
  return name === column ? constantOf(expression.rexpr) : undefined;
}
