/** Values that a statement writes over in every row of a table. */

import {
  allOf,
  as,
  type DeleteStmt,
  type InsertStmt,
  type Node,
  nameParts,
  type UpdateStmt,
} from "../../../sql/nodes.ts";
import { constantOf } from "../../constant.ts";
import type { Deriver } from "../../deriver.ts";
import { findTable } from "../../schema/find-relation.ts";
import { columnOf } from "../../schema/lookup.ts";
import { readQuery } from "../../schema/query.ts";
import type { TableSubject } from "../../subject.ts";
import { isFresh } from "../running-code.ts";

/** UPDATE of all rows: what a constant takes the place of is lost, but in a column that the change itself made. */
export function reportOverwritten(
  deriver: Deriver,
  subject: TableSubject,
  statement: UpdateStmt | DeleteStmt,
): void {
  for (const { name, value } of setsOf("targetList" in statement ? statement.targetList : [])) {
    if (isEmptied(deriver, subject, name, value)) tell(deriver, subject, name);
  }
}

/** INSERT … SELECT from the table itself, ON CONFLICT DO UPDATE: an UPDATE of all rows. */
export function reportReplaced(deriver: Deriver, subject: TableSubject, statement: InsertStmt): void {
  const reading = readQuery(deriver.model, statement.selectStmt);
  if (!reading.relations.some(({ id }) => id === subject.relation?.id)) return;
  const names = (statement.cols ?? []).map((node) => as(node, "ResTarget")?.name);
  const given = as(statement.selectStmt, "SelectStmt")?.targetList ?? [];
  for (const { name, value } of setsOf(statement.onConflictClause?.targetList)) {
    const fields = nameParts(as(value, "ColumnRef")?.fields);
    const at = fields[0] === "excluded" ? names.indexOf(fields[1]) : -1;
    const source = at === -1 ? value : as(given[at], "ResTarget")?.val;
    if (isEmptied(deriver, subject, name, source)) tell(deriver, subject, name);
  }
}

function setsOf(nodes: readonly Node[] | undefined): { name: string; value: Node | undefined }[] {
  return allOf(nodes, "ResTarget").flatMap(({ name, val }) =>
    name === undefined ? [] : { name, value: val },
  );
}

/** NULL, no text at all, or DEFAULT where the column has none. */
function isEmptied(
  { model }: Deriver,
  { relation }: TableSubject,
  name: string,
  value: Node | undefined,
): boolean {
  const table = relation && findTable(model, { schemaname: relation.schema, relname: relation.name });
  if (as(value, "SetToDefault")) return columnOf(table, name)?.default === "none";
  const constant = constantOf(value);
  return constant === null || constant === "";
}

function tell(
  deriver: Deriver,
  { name: relation, relation: table, isNew }: TableSubject,
  name: string,
): void {
  if (isFresh(deriver, columnOf(table, name))) return;
  deriver.destroy({ what: "values", relation, name, cascade: false, isNew });
}
