/** INSERT, UPDATE, DELETE, SELECT: the rows that they change and read. */
import {
  as,
  type DeleteStmt,
  type InsertStmt,
  type Node,
  type SelectStmt,
  type UpdateStmt,
} from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { fixesUniqueKey } from "../bounded.ts";
import { foreignKeysTo } from "../schema/lookup.ts";
import { tableById } from "../schema/model.ts";
import { readQuery } from "../schema/query.ts";
import { callsUserFunction } from "../schema/routine.ts";
import { family, holdsRows, namedTable, type TableSubject, tableSubject } from "../subject.ts";
import { sources } from "./create-table.ts";

function calls(account: Account, statement: unknown): void {
  const called = callsUserFunction(account.model, statement);
  if (called !== null) account.unread(`runs the function ${called}`);
}

/** Tables whose rows a foreign key of the target makes it look up. */
function referencedBy({ model }: Account, subject: TableSubject): Work[] {
  const keys = subject.relation?.constraints.filter((it) => it.kind === "foreign key" && it.enforced) ?? [];
  return keys.flatMap((key) => {
    const table = tableById(model, key.references?.table);
    return table && table.id !== subject.relation?.id
      ? [{ subject: tableSubject(model, table), role: "referenced" as const }]
      : [];
  });
}

export function insert(account: Account, statement: InsertStmt): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  const select = as(statement.selectStmt, "SelectStmt");
  const reading = readQuery(account.model, [
    statement.selectStmt,
    statement.withClause,
    statement.onConflictClause,
  ]);
  const fromRows = reading.relations.length > 0 && !select?.valuesLists;
  calls(account, statement);
  changesInside(account, reading.changes);
  const target: Work = { subject, role: "target" };
  if (fromRows) {
    const limited = select?.limitCount !== undefined;
    account.act("INSERT SELECT", [target, ...sources(account, reading, "source", !limited)]);
    account.changes({
      relation: subject.name,
      command: "INSERT",
      rows: limited ? "some" : "all",
      isNew: subject.isNew,
    });
  } else {
    account.act("INSERT", [target, ...referencedBy(account, subject)]);
    account.changes({ relation: subject.name, command: "INSERT", rows: "some", isNew: subject.isNew });
  }
}

export function update(account: Account, statement: UpdateStmt): void {
  if (!statement.relation) return;
  const reading = readQuery(account.model, [
    statement.fromClause,
    statement.whereClause,
    statement.targetList,
    statement.withClause,
  ]);
  changeRows(account, namedTable(account.model, statement.relation), statement, reading, "UPDATE");
}

export function remove(account: Account, statement: DeleteStmt): void {
  if (!statement.relation) return;
  const reading = readQuery(account.model, [
    statement.usingClause,
    statement.whereClause,
    statement.withClause,
  ]);
  const subject = namedTable(account.model, statement.relation);
  const rows = changeRows(account, subject, statement, reading, "DELETE");
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
  subject: TableSubject,
  statement: UpdateStmt | DeleteStmt,
  reading: ReturnType<typeof readQuery>,
  command: "UPDATE" | "DELETE",
): "all" | "some" {
  const { model } = account;
  calls(account, statement);
  changesInside(account, reading.changes);
  const fixed = fixesUniqueKey(model, subject.relation, statement.whereClause);
  const bounded = fixed === true;
  account.act(command, [
    ...family(model, subject, statement.relation?.inh === false).map(({ subject, role }) => ({
      subject,
      role,
      ...(bounded || !holdsRows(subject)
        ? {}
        : {
            scan: { why: "reads every row for those to change", inRewrite: false },
            assumed: fixed === null,
          }),
    })),
    ...sources(account, reading, "source", !bounded),
  ]);
  const rows = bounded ? "some" : "all";
  account.changes({
    relation: subject.name,
    command,
    rows,
    isNew: subject.isNew,
    ...(fixed === null ? { evidence: "assumed" } : {}),
  });
  return rows;
}

/** INSERT, UPDATE or DELETE inside WITH. */
function changesInside(account: Account, changes: readonly Node[]): void {
  for (const node of changes) {
    const inserted = as(node, "InsertStmt");
    if (inserted) insert(account, inserted);
    const updated = as(node, "UpdateStmt");
    if (updated) update(account, updated);
    const deleted = as(node, "DeleteStmt");
    if (deleted) remove(account, deleted);
    if (as(node, "MergeStmt")) account.unread("MERGE was not measured");
  }
}

export function select(account: Account, statement: SelectStmt): void {
  const reading = readQuery(account.model, statement);
  calls(account, statement);
  changesInside(account, reading.changes);
  const bounded = statement.limitCount !== undefined;
  account.act("SELECT", sources(account, reading, "target", !bounded));
}
