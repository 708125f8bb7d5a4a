import { alterTable } from "../sql/alter-table.ts";
import { as, type Node, stringOf, walk } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";
import type { Analyzed } from "./analyzed.ts";
import { effectsOf } from "./select.ts";

/**
 * Whether the statement is there to make a column fit: it sets the column in rows of the table, or deletes rows by what
 * stands in it.
 */
export function fillsColumn(analyzed: Analyzed, relation: string, column: string): boolean {
  if (!effectsOf(analyzed, "change").some((change) => change.relation === relation)) return false;
  const { node } = analyzed.statement;
  const update = as(node, "UpdateStmt");
  const sets = update?.targetList?.some((target) => as(target, "ResTarget")?.name === column) ?? false;
  return sets || mentions(as(node, "DeleteStmt")?.whereClause, column);
}

/** The columns whose rows a statement checks: of a new constraint or unique index, of SET NOT NULL, of a new type. */
export function keysOf(statement: Statement): string[] {
  const index = as(statement.node, "IndexStmt");
  if (index) return (index.indexParams ?? []).flatMap((key) => as(key, "IndexElem")?.name ?? []);
  return (alterTable(statement)?.clauses ?? []).flatMap(({ type, name, constraint }) => {
    if (type === "AT_SetNotNull" || type === "AT_AlterColumnType") return name ?? [];
    return [...(constraint?.keys ?? []), ...(constraint?.fk_attrs ?? [])].flatMap(
      (key) => stringOf(key) ?? [],
    );
  });
}

/** Whether an UPDATE, DELETE or MERGE says which rows it means. */
export function selects({ node }: Statement): boolean {
  const where = as(node, "UpdateStmt")?.whereClause ?? as(node, "DeleteStmt")?.whereClause;
  return (
    where !== undefined ||
    as(node, "UpdateStmt")?.fromClause !== undefined ||
    as(node, "MergeStmt") !== undefined
  );
}

function mentions(expression: Node | undefined, column: string): boolean {
  let found = false;
  walk(expression, (node) => {
    if (stringOf(as(node, "ColumnRef")?.fields?.at(-1)) === column) found = true;
    return !found;
  });
  return found;
}
