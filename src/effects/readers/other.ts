/** Statements that lock one relation and do no work, or touch no relation at all. */
import type { Form } from "../../postgres/catalogue.ts";
import {
  type AlterSeqStmt,
  as,
  type GrantStmt,
  isOnly,
  type LockStmt,
  nameParts,
  type TruncateStmt,
} from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { nameInput } from "../schema/drop.ts";
import { foreignKeysTo } from "../schema/lookup.ts";
import { tableById } from "../schema/model.ts";
import type { Table } from "../schema/relation.ts";
import { family, named, namedTable, type TableSubject, tableSubject } from "../subject.ts";

/** Makes or changes something that is no relation. */
export function nothing(form: Form): (account: Account) => void {
  return (account) => account.act(form, []);
}

export function grant(account: Account, statement: GrantStmt): void {
  if (statement.objtype !== "OBJECT_TABLE" || statement.targtype !== "ACL_TARGET_OBJECT") {
    account.unread(`GRANT on ${statement.objtype} was not measured`);
    return;
  }
  account.act(
    statement.is_grant ? "GRANT ON TABLE" : "REVOKE ON TABLE",
    (statement.objects ?? []).flatMap((node): Work[] => {
      const range = as(node, "RangeVar");
      return range ? [{ subject: named(account.model, range), role: "target" }] : [];
    }),
  );
}

export function lockTable(account: Account, statement: LockStmt): void {
  // AccessExclusiveLock: the other modes have no witness of their own.
  if (statement.mode !== 8) {
    account.unread("LOCK TABLE in another mode was not measured");
    return;
  }
  const subjects = (statement.relations ?? []).flatMap((node) => as(node, "RangeVar") ?? []);
  for (const range of subjects) {
    const subject = namedTable(account.model, range);
    if (subject.relation?.kind === "view") lockView(account, subject.relation, new Set());
    else account.act("LOCK TABLE", family(account.model, subject, isOnly(range)));
  }
}

/** A view is locked with all that it reads. */
function lockView(account: Account, view: Table, seen: Set<number>): void {
  if (seen.has(view.id)) return;
  seen.add(view.id);
  account.act("LOCK TABLE view", [{ subject: tableSubject(account.model, view), role: "target" }]);
  for (const { relation } of view.dependsOn) {
    const table = tableById(account.model, relation);
    if (table?.kind === "view") lockView(account, table, seen);
    else if (table)
      account.act("LOCK TABLE view", [{ subject: tableSubject(account.model, table), role: "source" }]);
  }
}

/** What no TRUNCATE empties. */
function notTruncated(subjects: readonly TableSubject[]): TableSubject | undefined {
  return subjects.find(({ relation }) => relation && !/table$/.test(relation.kind));
}

export function alterSequence(account: Account, statement: AlterSeqStmt): void {
  if (!statement.sequence) return;
  const subject = named(account.model, statement.sequence);
  const owner = (statement.options ?? [])
    .map((node) => as(node, "DefElem"))
    .find((it) => it?.defname === "owned_by");
  const parts = nameParts(as(owner?.arg, "List")?.items);
  account.act("ALTER SEQUENCE", [{ subject, role: "sequence" }]);
  if (parts.length < 2) return;
  const table = named(account.model, nameInput(parts.slice(0, -1)));
  account.act("ALTER SEQUENCE OWNED BY", [
    { subject, role: "sequence" },
    { subject: table, role: "target" },
  ]);
}

export function truncate(account: Account, statement: TruncateStmt): void {
  const { model } = account;
  const ranges = (statement.relations ?? []).flatMap((node) => as(node, "RangeVar") ?? []);
  const named = ranges.map((range) => namedTable(model, range));
  const members = named.flatMap((subject, at) => family(model, subject, isOnly(ranges[at])));
  const other = notTruncated(named);
  if (other) {
    const reason = `"${other.relation?.name}" is not a table`;
    account.fails({ when: "always", relation: other.name, reason, sqlstate: "42809", isNew: other.isNew });
    return;
  }
  const alone = named.find(
    (subject, at) => isOnly(ranges[at]) && subject.relation?.kind === "partitioned table",
  );
  if (alone) {
    const reason = "cannot truncate only a partitioned table";
    account.fails({
      when: "always",
      relation: alone.name,
      reason,
      sqlstate: "42809",
      isNew: alone.isNew,
    });
    return;
  }
  const works = new Map(
    members.map(({ subject, role }): [string, Work] => [subject.name, { subject, role }]),
  );
  const cascade = statement.behavior === "DROP_CASCADE";
  const reached: Table[] = [];
  const queue = members.flatMap(({ subject }) => subject.relation ?? []);
  for (let table = queue.shift(); table; table = queue.shift()) {
    for (const { table: referencing } of foreignKeysTo(model, table.id)) {
      const subject = tableSubject(model, referencing);
      if (works.has(subject.name)) continue;
      works.set(subject.name, { subject, role: "referencing" });
      reached.push(referencing);
      queue.push(referencing);
    }
  }
  const [first] = named;
  if (!cascade && reached.length > 0 && first) {
    const reason = `cannot truncate a table referenced in a foreign key constraint: ${reached[0]?.name} references it`;
    account.fails({ when: "always", relation: first.name, reason, sqlstate: "0A000", isNew: first.isNew });
    return;
  }
  account.act(cascade ? "TRUNCATE CASCADE" : "TRUNCATE", [...works.values()]);
  const told = new Set(named.map(({ name }) => name));
  for (const { subject } of works.values()) {
    const { name, isNew } = subject;
    account.destroy({ what: "rows", relation: name, name, cascade: !told.has(name), isNew });
  }
}
