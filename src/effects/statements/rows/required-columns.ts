/** Columns that rows cannot do without. */
import { allOf, as, type InsertStmt } from "../../../sql/nodes.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import type { Column } from "../../schema/relation.ts";
import type { TableSubject } from "../../subject.ts";

/** An INSERT of rows that leaves out a column which has to have a value and no default fails, unless a trigger gives it. */
export function lacksRequired(deriver: Deriver, statement: InsertStmt, subject: TableSubject): boolean {
  const table = subject.relation;
  if (!table?.known || table.kind === "view" || !givesRows(statement)) return false;
  if (table.triggers.some(({ enabled, events }) => enabled && events.includes("INSERT"))) return false;
  const names = allOf(statement.cols, "ResTarget").map(({ name }) => name);
  const given = (column: Column, at: number) =>
    statement.selectStmt !== undefined &&
    (names.length > 0 ? names.includes(column.name) : at < width(statement));
  const missing = table.columns.find((column, at) => isRequired(column) && !given(column, at));
  if (!missing) return false;
  const text = 'null value in column "%s" of relation "%s" violates not-null constraint';
  refuse(deriver, subject, text, missing.name, table.name);
  return true;
}

/** VALUES and DEFAULT VALUES: a query may give none. */
function givesRows({ selectStmt }: InsertStmt): boolean {
  return selectStmt === undefined || as(selectStmt, "SelectStmt")?.valuesLists !== undefined;
}

function width({ selectStmt }: InsertStmt): number {
  return as(as(selectStmt, "SelectStmt")?.valuesLists?.[0], "List")?.items?.length ?? 0;
}

/** Of a user's type a domain's default may stand in. */
function isRequired({ notNull, default: value, identity, generated, type }: Column): boolean {
  return notNull === "yes" && value === "none" && !identity && !generated && type?.id === null;
}
