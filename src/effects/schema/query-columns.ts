/** The columns that a query gives a view or a table made from it. */

import { as, type Node, nameParts, stringOf } from "../../sql/nodes.ts";
import { blankColumn } from "./define.ts";
import { findRelation } from "./find-relation.ts";
import { columnOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { type Column, isTable } from "./relation.ts";
import { resolveType } from "./type-names.ts";

/** The columns of a query's result, as far as they are known without the types of expressions. */
export function queryColumns(
  model: SchemaModel,
  query: Node | undefined,
): { readonly columns: readonly Column[]; readonly nextColumn: number; readonly known: boolean } {
  const columns: Column[] = [];
  let known = true;
  let select = as(query, "SelectStmt");
  // UNION and the like have the names of their first part.
  while (select?.larg) select = select.larg;
  const sources = (select?.fromClause ?? []).flatMap((node) => {
    const range = as(node, "RangeVar");
    const table = range ? findRelation(model, range) : undefined;
    return isTable(table) ? [{ table, alias: range?.alias?.aliasname ?? table.name }] : [];
  });
  const push = (name: string, source: Column | undefined, cast: Column["type"]) => {
    columns.push({
      ...blankColumn(columns.length + 1, name, model.change),
      type: cast ?? source?.type ?? null,
      collation: source?.collation ?? null,
    });
  };
  for (const node of select?.targetList ?? []) {
    const target = as(node, "ResTarget");
    const fields = as(target?.val, "ColumnRef")?.fields?.map(stringOf);
    const [name, qualifier] = fields ? [fields.at(-1), fields.at(-2)] : [undefined, undefined];
    const from = sources.filter(({ alias }) => qualifier === undefined || alias === qualifier);
    if (fields && name === undefined) {
      if (from.length === 0 || from.length < (select?.fromClause?.length ?? 0)) known = false;
      if (from.some(({ table }) => !table.known)) known = false;
      for (const { table } of from) for (const column of table.columns) push(column.name, column, null);
      continue;
    }
    const cast = as(target?.val, "TypeCast");
    const source =
      name === undefined ? undefined : from.map(({ table }) => columnOf(table, name)).find(Boolean);
    push(
      target?.name ?? name ?? nameParts(as(target?.val, "FuncCall")?.funcname).at(-1) ?? "?column?",
      source,
      cast ? resolveType(model, cast.typeName) : null,
    );
  }
  return { columns, nextColumn: columns.length + 1, known: known && columns.length > 0 };
}
