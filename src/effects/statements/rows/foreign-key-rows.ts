/** Other tables that changing rows reaches: by foreign keys, and the partitions that the rows are in. */

import { allOf, as, type DeleteStmt, type InsertStmt, type UpdateStmt } from "../../../sql/nodes.ts";
import { type Constant, constantOf } from "../../constant.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { keyColumnOf, partitionFor } from "../../partition-bound.ts";
import { refuseRows } from "../../refusals.ts";
import { fixedValue } from "../../row-bounds.ts";
import { scanOf } from "../../scans.ts";
import { findTable, tableById } from "../../schema/find-relation.ts";
import { columnAt, columnOf, type ForeignKey, foreignKeysTo, indexesOf } from "../../schema/lookup.ts";
import { family, type Member, type TableSubject, tableSubject } from "../../subject.ts";

/** Tables in which a foreign key of the target makes it look up the new rows; none for a key that stays NULL. */
export function referencedBy(
  { model }: Deriver,
  subject: TableSubject,
  isGiven: (column: string) => boolean,
): Work[] {
  const table = subject.relation;
  if (!table) return [];
  return table.constraints.flatMap((key): Work[] => {
    const other = tableById(model, key.references?.table);
    if (key.kind !== "foreign key" || !key.enforced || !other || other.id === table.id) return [];
    const looked = key.columns.every((number) => isGiven(columnAt(table, number)?.name ?? ""));
    return looked ? [{ subject: tableSubject(model, other), role: "referenced" }] : [];
  });
}

/** Whether an INSERT gives a column a value that may not be NULL. */
export function givenBy({ model }: Deriver, statement: InsertStmt): (column: string) => boolean {
  const names = allOf(statement.cols, "ResTarget").map(({ name }) => name);
  const rows = as(statement.selectStmt, "SelectStmt")?.valuesLists ?? [];
  const table = statement.relation ? findTable(model, statement.relation) : undefined;
  return (name) => {
    const column = columnOf(table, name);
    const at =
      names.length > 0 ? names.indexOf(name) : (table?.columns.findIndex((it) => it.name === name) ?? -1);
    if (at === -1) return column !== undefined && column.default !== "none";
    return rows.length === 0 || rows.some((row) => !as(as(row, "List")?.items?.[at], "A_Const")?.isnull);
  };
}

/** Whether an UPDATE gives a column a value that may not be NULL. */
export function setBy(statement: UpdateStmt): (column: string) => boolean {
  const targets = allOf(statement.targetList, "ResTarget");
  return (name) => targets.some((target) => target.name === name && !as(target.val, "A_Const")?.isnull);
}

/** The partitions that rows with these values go into; all of them where the values do not tell. */
export function partitionsOf(
  { model }: Deriver,
  subject: TableSubject,
  values: readonly (Constant | undefined)[],
): Member[] {
  const members = family(model, subject, false);
  const table = subject.relation;
  if (table?.kind !== "partitioned table") return members.slice(0, 1);
  const parts = values.map((value) => (value === undefined ? undefined : partitionFor(model, table, value)));
  if (parts.length === 0 || parts.includes(undefined)) return members;
  return members.filter(
    ({ subject }, at) => at === 0 || parts.some((part) => part?.id === subject.relation?.id),
  );
}

/** Values of the partition key in the rows of an INSERT. */
export function insertedKeys(statement: InsertStmt, subject: TableSubject): (Constant | undefined)[] {
  const table = subject.relation;
  const key = table && keyColumnOf(table);
  if (!key) return [undefined];
  const names = allOf(statement.cols, "ResTarget").map(({ name }) => name);
  const at = names.length > 0 ? names.indexOf(key.name) : table.columns.indexOf(key);
  const rows = as(statement.selectStmt, "SelectStmt")?.valuesLists ?? [];
  return rows.length === 0 ? [undefined] : rows.map((row) => constantOf(as(row, "List")?.items?.[at]));
}

/** The tables that an UPDATE or DELETE finds rows in: the planner leaves out partitions that the key excludes. */
export function searched(
  deriver: Deriver,
  subject: TableSubject,
  statement: UpdateStmt | DeleteStmt,
  only: boolean,
): Member[] {
  const table = subject.relation;
  const all = family(deriver.model, subject, only);
  const key = table && keyColumnOf(table);
  if (!key || only) return all;
  const value = fixedValue(statement.whereClause, key.name);
  return value === undefined ? all : partitionsOf(deriver, subject, [value]);
}

/** The partitions that rows move into when an UPDATE changes the key. */
export function movedInto(deriver: Deriver, subject: TableSubject, statement: UpdateStmt): Member[] {
  const table = subject.relation;
  const key = table && keyColumnOf(table);
  const target = allOf(statement.targetList, "ResTarget").find(({ name }) => name === key?.name);
  return key && target ? partitionsOf(deriver, subject, [constantOf(target.val)]).slice(1) : [];
}

/** SET NULL, SET DEFAULT and CASCADE change the rows that refer to those deleted. */
const FOLLOWS: ReadonlySet<string> = new Set(["c", "n", "d"]);

/** What a DELETE does by way of foreign keys: rows go along, or must not be there. */
export function deletedWith(deriver: Deriver, subject: TableSubject, rows: "all" | "some"): Work[] {
  const { model } = deriver;
  if (!subject.relation) return [];
  return foreignKeysTo(model, subject.relation.id).flatMap((key): Work[] => {
    const action = key.constraint.references?.actions.onDelete ?? "a";
    if (!key.constraint.enforced) return [];
    const referencing = tableSubject(model, key.table);
    const itself = key.table.id === subject.relation?.id;
    const scan = scanOf("referencing rows", key.constraint.name);
    if (!FOLLOWS.has(action)) {
      // Rows that other tables refer to cannot be deleted, unless their foreign key says what becomes of them.
      if (!subject.isNew && !itself) {
        const text = "rows may still be referenced from %s by foreign key %s";
        refuseRows(deriver, { ...subject, isNew: false }, text, key.table.name, key.constraint.name);
      }
      return itself && !isIndexed(deriver, key) ? [{ subject, role: "target", scan }] : [];
    }
    const command = action === "c" ? "DELETE" : "UPDATE";
    deriver.changes({ relation: referencing.name, command, rows, isNew: referencing.isNew });
    const role = itself ? "target" : "referencing";
    return [{ subject: referencing, role, ...(isIndexed(deriver, key) ? {} : { scan }) }];
  });
}

/** An index that begins with the columns of the foreign key finds its rows. */
function isIndexed({ model }: Deriver, { table, constraint }: ForeignKey): boolean {
  return indexesOf(model, table.id).some((index) => {
    const leading = index.keys.slice(0, constraint.columns.length);
    return (
      leading.every((it) => "column" in it && constraint.columns.includes(it.column)) && !index.predicate
    );
  });
}
