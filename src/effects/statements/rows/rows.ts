/** INSERT, UPDATE and DELETE: the rows that they change. */

import { LOCK_TABLES, OWN_TABLES } from "../../../migrations/tools/own-tables.ts";
import type { Form } from "../../../postgres/catalogue.ts";
import {
  allOf,
  as,
  type DeleteStmt,
  type InsertStmt,
  isOnly,
  present,
  type RangeVar,
  type SelectStmt,
  type UpdateStmt,
} from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { isBound } from "../../bounded.ts";
import { refuse } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { changeColumn } from "../../schema/define.ts";
import { findTable, tableById } from "../../schema/find-relation.ts";
import { columnOf } from "../../schema/lookup.ts";
import { type QueryReading, readQuery } from "../../schema/query.ts";
import type { Table } from "../../schema/relation.ts";
import { family, holdsRows, namedTable, type TableSubject, tableSubject } from "../../subject.ts";
import { tellCalls } from "../bodies/function-calls.ts";
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
import { tellOverwritten, tellReplaced } from "./lost-values.ts";
import { mergeRows } from "./merge.ts";
import { applyFill } from "./new-rows.ts";
import { readSources } from "./query-sources.ts";
import { lacksRequired } from "./required-columns.ts";
import { type RowsFound, rowsFound } from "./row-count.ts";

export const insert: Command<"InsertStmt"> = {
  tell(account, statement, node) {
    const reading = readQuery(account.model, node);
    tellCalls(account, node);
    changesInside(account, reading);
    insertRows(account, statement, reading);
  },
  apply: (model, { relation, selectStmt }) => applyFill(model, present(relation), selectStmt),
};

function insertRows(account: Account, statement: InsertStmt, reading: QueryReading): void {
  const subject = namedTable(account.model, present(statement.relation));
  const select = as(statement.selectStmt, "SelectStmt");
  const fromRows = select !== undefined && !select.valuesLists && readsRows(account, select, reading);
  const at = { relation: subject.name, isNew: subject.isNew, command: "INSERT" as const };
  if (refusedRows(account, subject) || lacksRequired(account, statement, subject)) return;
  fireTriggers(account, subject, "INSERT", select?.valuesLists ? "some" : "perhaps none");
  if (subject.relation?.kind === "view") {
    const table = throughView(account, subject, subject.relation, "INSERT view");
    if (table) insertRows(account, { ...statement, relation: rangeOf(table) }, reading);
    return;
  }
  const works: Work[] = [
    { subject, role: "target" },
    ...referencedBy(account, subject, givenBy(account, statement)),
    ...parentsAbove(account, subject),
  ];
  account.act("INSERT", works);
  if (subject.relation?.kind === "partitioned table") {
    const parts = partitionsOf(account, subject, insertedKeys(statement, subject)).slice(1);
    // Whichever partition it is, its rows are inserted as into any.
    account.act(
      "INSERT partitioned",
      parts.map(({ subject, role }) => ({ subject, role: "partition", shownAs: role })),
    );
  }
  const limited = isBound(select?.limitCount);
  readSources(account, reading, fromRows && !limited);
  const rows = fromRows && !limited ? "all" : "some";
  account.changes({ ...at, rows });
  if (statement.onConflictClause?.action !== "ONCONFLICT_UPDATE" || rows === "some") return;
  account.changes({ ...at, command: "UPDATE", rows });
  tellReplaced(account, subject, statement);
}

/** A view locks as the table that it writes to; null where rules, triggers or a join decide where the rows go. */
function throughView(account: Account, subject: TableSubject, view: Table, form: Form): TableSubject | null {
  const table = tableBehind(account, view);
  account.act(form, [{ subject, role: "target" }]);
  if (!table)
    account.unread(`writing to the view ${subject.name}: where its rows go is seen by rehearsal only`);
  return table;
}

function rangeOf({ relation }: TableSubject): RangeVar {
  return { schemaname: relation?.schema ?? "", relname: relation?.name ?? "", inh: true };
}

/** Nobody writes to a materialized view, or to what is not there. */
function refusedRows(account: Account, subject: TableSubject): boolean {
  if (failsOnAbsent(account, subject)) return true;
  const { relation } = subject;
  if (relation?.kind !== "materialized view") return false;
  refuse(account, subject, 'cannot change materialized view "%s"', relation.name);
  return true;
}

/** A column that SET names and the table has not. */
function missingTarget(account: Account, { targetList }: UpdateStmt, subject: TableSubject): boolean {
  const table = subject.relation;
  const names = allOf(targetList, "ResTarget").map(({ name = "" }) => name);
  const missing = table?.known ? names.find((name) => !columnOf(table, name)) : undefined;
  if (missing === undefined) return false;
  refuse(account, subject, 'column "%s" of relation "%s" does not exist', missing, bareName(subject));
  return true;
}

/** A partition's parents are asked for their bounds. */
function parentsAbove({ model }: Account, { relation }: TableSubject): Work[] {
  const parent = tableById(model, relation?.partition?.parent);
  return parent ? [{ subject: tableSubject(model, parent), role: "parent" }] : [];
}

/** INSERT … SELECT from no table at all inserts the rows that stand in it. */
function readsRows({ model }: Account, select: SelectStmt, reading: QueryReading): boolean {
  if (reading.relations.length === 0) return false;
  const own = readQuery(model, { SelectStmt: select });
  return own.relations.length > 0 || (select.fromClause?.length ?? 0) > 0;
}

export const update: Command<"UpdateStmt"> = {
  tell(account, statement, node) {
    const reading = readQuery(account.model, node);
    tellCalls(account, node);
    changesInside(account, reading);
    changeRows(account, statement, reading, "UPDATE");
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
  tell(account, statement, node) {
    const reading = readQuery(account.model, node);
    tellCalls(account, node);
    changesInside(account, reading);
    removeRows(account, statement, reading);
  },
};

function removeRows(account: Account, statement: DeleteStmt, reading: QueryReading): void {
  const changed = changeRows(account, statement, reading, "DELETE");
  if (!changed) return;
  const { subject, found } = changed;
  account.act("DELETE", deletedWith(account, subject, manyOf(found)));
  // Those that it names, one by one, are meant.
  if (found.rows === "none" || found.rows === "few") return;
  const what = found.rows === "all" ? "rows" : "some rows";
  for (const { name, isNew } of rowsOf(account, subject, isOnly(statement.relation))) {
    const evidence = found.assumed ? { evidence: "assumed" as const } : {};
    account.destroy({ what, relation: name, name, cascade: false, isNew, ...evidence });
  }
}

/** The table, and below a new one those that were there before it: their rows are not new. */
function rowsOf({ model }: Account, subject: TableSubject, only: boolean): TableSubject[] {
  const members = family(model, subject, only).map((member) => member.subject);
  return members.filter((it, at) => at === 0 || (subject.isNew && !it.isNew));
}

function manyOf({ rows }: RowsFound): "all" | "some" {
  return rows === "few" || rows === "none" ? "some" : "all";
}

interface Changed {
  /** The table that has the rows, also where the statement names a view of it. */
  readonly subject: TableSubject;
  readonly found: RowsFound;
}

function changeRows(
  account: Account,
  statement: UpdateStmt | DeleteStmt,
  reading: QueryReading,
  command: "UPDATE" | "DELETE",
): Changed | null {
  const { model } = account;
  const subject = namedTable(model, present(statement.relation));
  if (refusedRows(account, subject)) return null;
  if (command === "UPDATE" && missingTarget(account, statement, subject)) return null;
  fireTriggers(account, subject, command);
  if (subject.relation?.kind === "view") {
    const form = command === "UPDATE" ? "UPDATE view" : "DELETE view";
    const table = throughView(account, subject, subject.relation, form);
    if (!table) return null;
    const behind = changeRows(account, { ...statement, relation: rangeOf(table) }, reading, command);
    const isPart = subject.relation.updates?.all === false && behind?.found.rows === "all";
    return behind && isPart ? { ...behind, found: { rows: "some", assumed: false } } : behind;
  }
  const found: RowsFound = isOwnOfTool(statement)
    ? { rows: "few", assumed: false }
    : rowsFound(model, subject.relation, statement.whereClause);
  const rows = manyOf(found);
  const only = isOnly(statement.relation);
  const own = searched(account, subject, statement, only);
  account.act(
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
  readSources(account, reading, rows === "all");
  if (command === "UPDATE") {
    account.act("UPDATE", [
      ...movedInto(account, subject, statement),
      ...referencedBy(account, subject, setBy(statement)),
    ]);
  }
  const evidence = found.assumed ? { evidence: "assumed" as const } : {};
  for (const { name, isNew } of rowsOf(account, subject, only)) {
    account.changes({ relation: name, command, rows, isNew, ...evidence });
  }
  if (command === "UPDATE" && found.rows === "all") tellOverwritten(account, subject, statement);
  return { subject, found };
}

/** A migration tool's row about a migration, as its offline SQL writes it: the table has one row a migration. */
function isOwnOfTool({ relation, whereClause }: UpdateStmt | DeleteStmt): boolean {
  const name = relation?.relname ?? "";
  return whereClause ? OWN_TABLES.has(name) : LOCK_TABLES.has(name);
}

/** INSERT, UPDATE or DELETE inside WITH; what they read, the statement around them reads. */
export function changesInside(account: Account, { changes }: QueryReading): void {
  for (const node of changes) {
    const [inserted, updated, deleted] = [
      as(node, "InsertStmt"),
      as(node, "UpdateStmt"),
      as(node, "DeleteStmt"),
    ];
    if (inserted) insertRows(account, inserted, NOTHING_READ);
    if (updated) changeRows(account, updated, NOTHING_READ, "UPDATE");
    if (deleted) removeRows(account, deleted, NOTHING_READ);
    const merged = as(node, "MergeStmt");
    if (merged) mergeRows(account, merged);
  }
}

const NOTHING_READ: QueryReading = { relations: [], dependencies: [], functions: [], changes: [] };
