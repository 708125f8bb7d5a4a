/** Which columns of a table the bodies of functions and procedures name, as far as they are written out. */

import { NEWEST } from "../../postgres/majors.ts";
import { as, type Node, type RangeVar } from "../../sql/nodes.ts";
import { routineSteps } from "./body.ts";
import { findTable } from "./find-relation.ts";
import { columnOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { readQuery } from "./query.ts";
import type { Table } from "./relation.ts";

/**
 * The columns, among `columns` of the table, that a body reads or writes. Bodies are looked up when they run, so nothing
 * but their text holds on to a column; those of BEGIN ATOMIC depend on it, and PostgreSQL refuses to drop it.
 *
 * @param model the schema with the table as it was when it had the columns.
 */
export function columnsInBodies(
  model: SchemaModel,
  table: Table,
  columns: readonly string[],
): readonly string[] {
  const found = new Set<string>();
  for (const { statement } of [...model.routines.values()].flat()) {
    if (!statement || statement.sql_body) continue;
    for (const { nodes } of routineSteps(statement, NEWEST) ?? []) {
      for (const node of nodes ?? []) {
        const named = columnsIn(model, table, node);
        for (const column of columns) if (named(column)) found.add(column);
      }
    }
  }
  return columns.filter((column) => found.has(column));
}

/** Whether the statement names a column of the table; a star names none by itself. */
function columnsIn(model: SchemaModel, table: Table, node: Node): (column: string) => boolean {
  const numbers = new Set<number>();
  for (const { relation, columns } of readQuery(model, node).dependencies) {
    if (relation === table.id && columns !== "all") for (const number of columns) numbers.add(number);
  }
  const written = new Set(writtenIn(model, table, node));
  return (column) => written.has(column) || numbers.has(columnOf(table, column)?.number ?? -1);
}

function writtenIn(model: SchemaModel, table: Table, node: Node): string[] {
  const isTarget = (range: RangeVar | undefined) =>
    range !== undefined && findTable(model, range)?.id === table.id;
  const insert = as(node, "InsertStmt");
  const update = as(node, "UpdateStmt");
  const targets = [
    ...(isTarget(insert?.relation) ? (insert?.cols ?? []) : []),
    ...(isTarget(update?.relation) ? (update?.targetList ?? []) : []),
  ];
  return targets.flatMap((target) => as(target, "ResTarget")?.name ?? []);
}
