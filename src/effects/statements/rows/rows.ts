/** INSERT, UPDATE and DELETE: the rows that they change. */

import { LOCK_TABLES, OWN_TABLES } from "../../../migrations/tools/own-tables.ts";
import type { Form } from "../../../postgres/catalogue.ts";
import {
  allOf,
  as,
  type DeleteStmt,
  type InsertStmt,
  isOnly,
  type Node,
  present,
  type RangeVar,
  type SelectStmt,
  type UpdateStmt,
} from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import { isBound } from "../../row-bounds.ts";
import { scanOf } from "../../scans.ts";
import { changeColumn } from "../../schema/define.ts";
import { findTable, tableById } from "../../schema/find-relation.ts";
import { columnOf } from "../../schema/lookup.ts";
import { type QueryReading, readQuery } from "../../schema/query.ts";
import type { Table } from "../../schema/relation.ts";
import { family, holdsRows, namedTable, type TableSubject, tableSubject } from "../../subject.ts";
import { reportCalls } from "../bodies/function-calls.ts";
import { fireTriggers } from "../bodies/triggers.ts";
import type { Command } from "../command.ts";
import { bareName, failsOnAbsent } from "../relation-names.ts";
import { tableBehind } from "../view.ts";
import {
  deletedWith,
  givenBy,
  insertedKeys,
  movedInto,
  partitionsOf,
  referencedBy,
  searched,
  setBy,
} from "./foreign-key-rows.ts";
import { reportOverwritten, reportReplaced } from "./lost-values.ts";
import { mergeRows } from "./merge.ts";
import { applyFill } from "./new-rows.ts";
import { readSources } from "./query-sources.ts";
import { lacksRequired } from "./required-columns.ts";
import { type RowCount, rowCountOf } from "./row-count.ts";

export const insert: Command<"InsertStmt"> = {
  tell: (deriver, statement, node) => insertRows(deriver, statement, readInner(deriver, node)),
  apply: (model, { relation, selectStmt }) => applyFill(model, present(relation), selectStmt),
};

function insertRows(deriver: Deriver, statement: InsertStmt, reading: QueryReading): void {
  const subject = namedTable(deriver.model, present(statement.relation));
  const select = as(statement.selectStmt, "SelectStmt");
  const fromRows = select !== undefined && !select.valuesLists && readsRows(deriver, select, reading);
  const at = { relation: subject.name, isNew: subject.isNew, command: "INSERT" as const };
  if (refusedRows(deriver, subject) || lacksRequired(deriver, statement, subject)) return;
  fireTriggers(deriver, subject, "INSERT", select?.valuesLists ? "some" : "perhaps none");
  if (subject.relation?.kind === "view") {
    const table = throughView(deriver, subject, subject.relation, "INSERT view");
    if (table) insertRows(deriver, { ...statement, relation: rangeOf(table) }, reading);
    return;
  }
  const works: Work[] = [
    { subject, role: "target" },
    ...referencedBy(deriver, subject, givenBy(deriver, statement)),
    ...parentsAbove(deriver, subject),
  ];
  deriver.act("INSERT", works);
  if (subject.relation?.kind === "partitioned table") {
    const parts = partitionsOf(deriver, subject, insertedKeys(statement, subject)).slice(1);
    // Whichever partition it is, its rows are inserted as into any.
    deriver.act(
      "INSERT partitioned",
      parts.map(({ subject, role }) => ({ subject, role: "partition", shownAs: role })),
    );
  }
  const limited = isBound(select?.limitCount);
  readSources(deriver, reading, fromRows && !limited);
  const rows = fromRows && !limited ? "all" : "some";
  deriver.changes({ ...at, rows });
  if (statement.onConflictClause?.action !== "ONCONFLICT_UPDATE" || rows === "some") return;
  deriver.changes({ ...at, command: "UPDATE", rows });
  reportReplaced(deriver, subject, statement);
}

/** A view locks as the table that it writes to; null where rules, triggers or a join decide where the rows go. */
function throughView(deriver: Deriver, subject: TableSubject, view: Table, form: Form): TableSubject | null {
  const table = tableBehind(deriver, view);
  deriver.act(form, [{ subject, role: "target" }]);
  if (!table)
    deriver.unanalyzed(`writing to the view ${subject.name}: where its rows go is seen by rehearsal only`);
  return table;
}

function rangeOf({ relation }: TableSubject): RangeVar {
  return { schemaname: relation?.schema ?? "", relname: relation?.name ?? "", inh: true };
}

/** Nobody writes to a materialized view, or to what is not there. */
function refusedRows(deriver: Deriver, subject: TableSubject): boolean {
  if (failsOnAbsent(deriver, subject)) return true;
  const { relation } = subject;
  if (relation?.kind !== "materialized view") return false;
  refuse(deriver, subject, 'cannot change materialized view "%s"', relation.name);
  return true;
}

/** A column that SET names and the table has not. */
function missingTarget(deriver: Deriver, { targetList }: UpdateStmt, subject: TableSubject): boolean {
  const table = subject.relation;
  const names = allOf(targetList, "ResTarget").map(({ name = "" }) => name);
  const missing = table?.known ? names.find((name) => !columnOf(table, name)) : undefined;
  if (missing === undefined) return false;
  refuse(deriver, subject, 'column "%s" of relation "%s" does not exist', missing, bareName(subject));
  return true;
}

/** A partition's parents are asked for their bounds. */
function parentsAbove({ model }: Deriver, { relation }: TableSubject): Work[] {
  const parent = tableById(model, relation?.partition?.parent);
  return parent ? [{ subject: tableSubject(model, parent), role: "parent" }] : [];
}

/** INSERT … SELECT from no table at all inserts the rows that stand in it. */
function readsRows({ model }: Deriver, select: SelectStmt, reading: QueryReading): boolean {
  if (reading.relations.length === 0) return false;
  const own = readQuery(model, { SelectStmt: select });
  return own.relations.length > 0 || (select.fromClause?.length ?? 0) > 0;
}

export const update: Command<"UpdateStmt"> = {
  tell(deriver, statement, node) {
    changeRows(deriver, statement, readInner(deriver, node), "UPDATE");
  },
  apply(model, { relation, targetList }) {
    const table = findTable(model, present(relation));
    for (const { name = "" } of table ? allOf(targetList, "ResTarget") : []) {
      const column = columnOf(table, name);
      if (table && column) changeColumn(model, table.id, column.number, { written: model.change });
    }
  },
};

export const remove: Command<"DeleteStmt"> = {
  tell: (deriver, statement, node) => removeRows(deriver, statement, readInner(deriver, node)),
};

function removeRows(deriver: Deriver, statement: DeleteStmt, reading: QueryReading): void {
  const changed = changeRows(deriver, statement, reading, "DELETE");
  if (!changed) return;
  const { subject, found } = changed;
  deriver.act("DELETE", deletedWith(deriver, subject, manyOf(found)));
  // Those that it names, one by one, are meant.
  if (found.rows === "none" || found.rows === "few") return;
  const what = found.rows === "all" ? "rows" : "some rows";
  for (const { name, isNew } of rowsOf(deriver, subject, isOnly(statement.relation))) {
    const evidence = found.assumed ? { evidence: "assumed" as const } : {};
    deriver.destroy({ what, relation: name, name, cascade: false, isNew, ...evidence });
  }
}

/** The table, and below a new one those that were there before it: their rows are not new. */
function rowsOf({ model }: Deriver, subject: TableSubject, only: boolean): TableSubject[] {
  const members = family(model, subject, only).map((member) => member.subject);
  return members.filter((it, at) => at === 0 || (subject.isNew && !it.isNew));
}

function manyOf({ rows }: RowCount): "all" | "some" {
  return rows === "few" || rows === "none" ? "some" : "all";
}

interface Changed {
  /** The table that has the rows, also where the statement names a view of it. */
  readonly subject: TableSubject;
  readonly found: RowCount;
}

function changeRows(
  deriver: Deriver,
  statement: UpdateStmt | DeleteStmt,
  reading: QueryReading,
  command: "UPDATE" | "DELETE",
): Changed | null {
  const { model } = deriver;
  const subject = namedTable(model, present(statement.relation));
  if (refusedRows(deriver, subject)) return null;
  if (command === "UPDATE" && missingTarget(deriver, statement, subject)) return null;
  fireTriggers(deriver, subject, command);
  if (subject.relation?.kind === "view") {
    const form = command === "UPDATE" ? "UPDATE view" : "DELETE view";
    const table = throughView(deriver, subject, subject.relation, form);
    if (!table) return null;
    const behind = changeRows(deriver, { ...statement, relation: rangeOf(table) }, reading, command);
    const isPart = subject.relation.updates?.all === false && behind?.found.rows === "all";
    return behind && isPart ? { ...behind, found: { rows: "some", assumed: false } } : behind;
  }
  const found: RowCount = isOwnOfTool(statement)
    ? { rows: "few", assumed: false }
    : rowCountOf(model, subject.relation, statement.whereClause);
  const rows = manyOf(found);
  const only = isOnly(statement.relation);
  const own = searched(deriver, subject, statement, only);
  deriver.act(
    command,
    own.map(({ subject, role }) => ({
      subject,
      role,
      ...(rows === "some" || !holdsRows(subject)
        ? {}
        : {
            scan: scanOf("rows to change"),
            assumed: found.assumed,
          }),
    })),
  );
  readSources(deriver, reading, rows === "all");
  if (command === "UPDATE") {
    deriver.act("UPDATE", [
      ...movedInto(deriver, subject, statement),
      ...referencedBy(deriver, subject, setBy(statement)),
    ]);
  }
  const evidence = found.assumed ? { evidence: "assumed" as const } : {};
  for (const { name, isNew } of rowsOf(deriver, subject, only)) {
    deriver.changes({ relation: name, command, rows, isNew, ...evidence });
  }
  if (command === "UPDATE" && found.rows === "all") reportOverwritten(deriver, subject, statement);
  return { subject, found };
}

/** A migration tool's row about a migration, as its offline SQL writes it: the table has one row a migration. */
function isOwnOfTool({ relation, whereClause }: UpdateStmt | DeleteStmt): boolean {
  const name = relation?.relname ?? "";
  return whereClause ? OWN_TABLES.has(name) : LOCK_TABLES.has(name);
}

/** What the statement reads; what it calls, and what it changes inside WITH, is reported. */
export function readInner(deriver: Deriver, node: Node): QueryReading {
  const reading = readQuery(deriver.model, node);
  reportCalls(deriver, node);
  changesInside(deriver, reading);
  return reading;
}

/** INSERT, UPDATE or DELETE inside WITH; what they read, the statement around them reads. */
export function changesInside(deriver: Deriver, { changes }: QueryReading): void {
  for (const node of changes) {
    const inserted = as(node, "InsertStmt");
    if (inserted) insertRows(deriver, inserted, NOTHING_READ);
    const updated = as(node, "UpdateStmt");
    if (updated) changeRows(deriver, updated, NOTHING_READ, "UPDATE");
    const deleted = as(node, "DeleteStmt");
    if (deleted) removeRows(deriver, deleted, NOTHING_READ);
    const merged = as(node, "MergeStmt");
    if (merged) mergeRows(deriver, merged);
  }
}

const NOTHING_READ: QueryReading = { relations: [], dependencies: [], functions: [], changes: [] };
