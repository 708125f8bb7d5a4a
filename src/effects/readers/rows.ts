/** INSERT, UPDATE, DELETE, SELECT: the rows that they change and read. */
import {
  as,
  type DeleteStmt,
  type InsertStmt,
  isOnly,
  type SelectStmt,
  type UpdateStmt,
} from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { fixesUniqueKey } from "../bounded.ts";
import { columnAt, columnOf, foreignKeysTo } from "../schema/lookup.ts";
import { findTable, tableById } from "../schema/model.ts";
import { type QueryReading, readQuery } from "../schema/query.ts";
import { callsUserFunction } from "../schema/routine.ts";
import { family, holdsRows, namedTable, type TableSubject, tableSubject } from "../subject.ts";
import { readSources } from "./create-table.ts";

function calls(account: Account, statement: unknown): void {
  const called = callsUserFunction(account.model, statement);
  if (called !== null) account.unread(`runs the function ${called}`);
}

/** Tables in which a foreign key of the target makes it look up the new rows; none for a key that stays NULL. */
function referencedBy(
  { model }: Account,
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
function givenBy({ model }: Account, statement: InsertStmt): (column: string) => boolean {
  const names = (statement.cols ?? []).map((node) => as(node, "ResTarget")?.name);
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

export function insert(account: Account, statement: InsertStmt): void {
  const reading = readQuery(account.model, { InsertStmt: statement });
  calls(account, statement);
  changesInside(account, reading);
  insertRows(account, statement, reading);
}

function insertRows(account: Account, statement: InsertStmt, reading: QueryReading): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  const select = as(statement.selectStmt, "SelectStmt");
  const fromRows = select !== undefined && !select.valuesLists && readsRows(account, select, reading);
  const at = { relation: subject.name, isNew: subject.isNew, command: "INSERT" as const };
  const works: Work[] = [
    { subject, role: "target" },
    ...referencedBy(account, subject, givenBy(account, statement)),
  ];
  account.act("INSERT", works);
  const limited = select?.limitCount !== undefined;
  readSources(account, reading, fromRows && !limited);
  account.changes({ ...at, rows: fromRows && !limited ? "all" : "some" });
}

/** INSERT … SELECT from no table at all inserts the rows that stand in it. */
function readsRows({ model }: Account, select: SelectStmt, reading: QueryReading): boolean {
  if (reading.relations.length === 0) return false;
  const own = readQuery(model, { SelectStmt: select });
  return own.relations.length > 0 || (select.fromClause?.length ?? 0) > 0;
}

export function update(account: Account, statement: UpdateStmt): void {
  const reading = readQuery(account.model, { UpdateStmt: statement });
  calls(account, statement);
  changesInside(account, reading);
  changeRows(account, statement, reading, "UPDATE");
}

export function remove(account: Account, statement: DeleteStmt): void {
  const reading = readQuery(account.model, { DeleteStmt: statement });
  calls(account, statement);
  changesInside(account, reading);
  removeRows(account, statement, reading);
}

function removeRows(account: Account, statement: DeleteStmt, reading: QueryReading): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  const rows = changeRows(account, statement, reading, "DELETE");
  tellReferrers(account, subject);
  if (statement.whereClause || rows === "some") return;
  account.destroy({
    what: "rows",
    relation: subject.name,
    name: subject.name,
    cascade: false,
    isNew: subject.isNew,
  });
}

/** Rows that other tables refer to cannot be deleted, unless their foreign key says what becomes of them. */
function tellReferrers(account: Account, subject: TableSubject): void {
  if (!subject.relation || subject.isNew) return;
  for (const { table, constraint } of foreignKeysTo(account.model, subject.relation.id)) {
    const action = constraint.references?.actions.onDelete;
    if (!constraint.enforced || (action !== "a" && action !== "r")) continue;
    const reason = `rows may still be referenced from ${table.name} by foreign key ${constraint.name}`;
    account.fails({
      when: "on existing rows",
      relation: subject.name,
      reason,
      sqlstate: "23503",
      isNew: false,
    });
  }
}

function changeRows(
  account: Account,
  statement: UpdateStmt | DeleteStmt,
  reading: QueryReading,
  command: "UPDATE" | "DELETE",
): "all" | "some" {
  const { model } = account;
  if (!statement.relation) return "some";
  const subject = namedTable(model, statement.relation);
  const fixed = fixesUniqueKey(model, subject.relation, statement.whereClause);
  const bounded = fixed === true;
  const own = family(model, subject, isOnly(statement.relation));
  account.act(
    command,
    own.map(({ subject, role }) => ({
      subject,
      role,
      ...(bounded || !holdsRows(subject)
        ? {}
        : {
            scan: { why: "reads every row for those to change", inRewrite: false },
            assumed: fixed === null,
          }),
    })),
  );
  readSources(account, reading, !bounded);
  const rows = bounded ? "some" : "all";
  const evidence = fixed === null ? { evidence: "assumed" as const } : {};
  account.changes({ relation: subject.name, command, rows, isNew: subject.isNew, ...evidence });
  return rows;
}

/** INSERT, UPDATE or DELETE inside WITH; what they read, the statement around them reads. */
function changesInside(account: Account, { changes }: QueryReading): void {
  for (const node of changes) {
    const [inserted, updated, deleted] = [
      as(node, "InsertStmt"),
      as(node, "UpdateStmt"),
      as(node, "DeleteStmt"),
    ];
    if (inserted) insertRows(account, inserted, NOTHING_READ);
    if (updated) changeRows(account, updated, NOTHING_READ, "UPDATE");
    if (deleted) removeRows(account, deleted, NOTHING_READ);
    if (as(node, "MergeStmt")) account.unread("MERGE was not measured");
  }
}

const NOTHING_READ: QueryReading = { relations: [], dependencies: [], functions: [], changes: [] };

export function select(account: Account, statement: SelectStmt): void {
  const reading = readQuery(account.model, { SelectStmt: statement });
  calls(account, statement);
  changesInside(account, reading);
  const bounded = statement.limitCount !== undefined;
  readSources(account, reading, !bounded);
}
