/** What an INSERT, UPDATE or DELETE of a view changes: an automatically updatable view stands for one relation. */

import { as, type Node, nameParts, type SelectStmt, stringOf, walk } from "../../sql/nodes.ts";
import { findRelation } from "./find-relation.ts";
import { columnOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { type ColumnNumber, isTable, type Table, type ViewTarget } from "./relation.ts";

/** The rules of PostgreSQL's manual for CREATE VIEW, "Updatable Views"; null where the view is not such a one. */
export function viewTarget(model: SchemaModel, query: Node | undefined): ViewTarget | null {
  const select = as(query, "SelectStmt");
  const [from, more] = select?.fromClause ?? [];
  const range = as(from, "RangeVar");
  if (!select || !range || more !== undefined || !isPlain(select)) return null;
  const found = findRelation(model, range);
  if (!isTable(found) || (found.kind === "view" && found.updates === null)) return null;
  if (found.kind === "materialized view") return null;
  const all = select.whereClause === undefined && found.updates?.all !== false;
  return { relation: found.id, all, columns: plainColumns(select, found) };
}

function isPlain(select: SelectStmt): boolean {
  const { distinctClause, groupClause, havingClause, limitCount, limitOffset, withClause, larg } = select;
  const clauses = [distinctClause, groupClause, havingClause, limitCount, limitOffset, withClause, larg];
  return clauses.every((clause) => clause === undefined) && !aggregates(select);
}

const AGGREGATES: ReadonlySet<string> = new Set(
  `count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or
  every bit_and bit_or xmlagg unnest generate_series regexp_matches json_array_elements jsonb_array_elements`.split(
    /\s+/,
  ),
);

/** Aggregates, window functions and functions that return sets, in the list of what is selected. */
function aggregates({ targetList }: SelectStmt): boolean {
  let found = false;
  walk(targetList, (node) => {
    const call = as(node, "FuncCall");
    if (call?.over || call?.agg_star || AGGREGATES.has(nameParts(call?.funcname).at(-1) ?? "")) found = true;
    return !found && as(node, "SubLink") === undefined;
  });
  return found;
}

function plainColumns({ targetList }: SelectStmt, table: Table): ReadonlyMap<ColumnNumber, ColumnNumber> {
  const columns = new Map<ColumnNumber, ColumnNumber>();
  let at = 0;
  for (const node of targetList ?? []) {
    const reference = as(as(node, "ResTarget")?.val, "ColumnRef");
    const last = reference?.fields?.at(-1);
    if (as(last, "A_Star")) for (const column of table.columns) columns.set(++at, column.number);
    else {
      const source = last ? columnOf(table, stringOf(last) ?? "") : undefined;
      at++;
      if (source) columns.set(at, source.number);
    }
  }
  return columns;
}
