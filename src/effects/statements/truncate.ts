/** LOCK TABLE and TRUNCATE. */
import { LOCK_MODES } from "../../postgres/lock-mode.ts";
import { as, isOnly, type LockStmt, type TruncateStmt } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { foreignKeysTo } from "../schema/lookup.ts";
import { tableById } from "../schema/model.ts";
import { isTable, type Table } from "../schema/relation.ts";
import { family, namedTable, type TableSubject, tableSubject } from "../subject.ts";
import { fireTriggers } from "./bodies/triggers.ts";
import { failsOnAbsent } from "./relation-names.ts";

export function lockTable(account: Account, statement: LockStmt): void {
  // The modes are numbered from 1 (lockdefs.h).
  const mode = LOCK_MODES[(statement.mode ?? 0) - 1] ?? "ACCESS EXCLUSIVE";
  const ranges = (statement.relations ?? []).flatMap((node) => as(node, "RangeVar") ?? []);
  for (const range of ranges) {
    const subject = namedTable(account.model, range);
    if (failsOnAbsent(account, subject)) return;
    const members = family(account.model, subject, isOnly(range));
    if (mode === "ACCESS EXCLUSIVE") {
      if (subject.relation?.kind === "view") lockView(account, subject.relation, new Set());
      else account.act("LOCK TABLE", members);
    } else if (subject.relation?.kind === "view" && mode === "SHARE") {
      lockView(account, subject.relation, new Set(), "LOCK TABLE view IN SHARE MODE");
    } else if (subject.relation?.kind === "view") {
      account.unread(`LOCK TABLE of a view in ${mode} mode was not measured`);
    } else {
      // Whatever it is to the named table, it is locked alike.
      account.act(
        `LOCK TABLE IN ${mode} MODE`,
        members.map(({ subject, role }): Work => ({ subject, role: "target", shownAs: role })),
        "LOCK TABLE",
      );
    }
  }
}

/** A view is locked with all that it reads. */
function lockView(
  account: Account,
  view: Table,
  seen: Set<number>,
  form: "LOCK TABLE view" | "LOCK TABLE view IN SHARE MODE" = "LOCK TABLE view",
): void {
  if (seen.has(view.id)) return;
  seen.add(view.id);
  account.act(form, [{ subject: tableSubject(account.model, view), role: "target" }]);
  for (const { relation } of view.dependsOn) {
    const table = tableById(account.model, relation);
    if (table?.kind === "view") lockView(account, table, seen, form);
    else if (table) account.act(form, [{ subject: tableSubject(account.model, table), role: "source" }]);
  }
}

const TRUNCATED: ReadonlySet<string> = new Set<Table["kind"]>([
  "table",
  "partitioned table",
  "foreign table",
]);

/** What no TRUNCATE empties. */
function notTruncated(subjects: readonly TableSubject[]): TableSubject | undefined {
  return subjects.find(({ relation }) => relation && !TRUNCATED.has(relation.kind));
}

export function truncate(account: Account, statement: TruncateStmt): void {
  const { model } = account;
  const ranges = (statement.relations ?? []).flatMap((node) => as(node, "RangeVar") ?? []);
  const named = ranges.map((range) => namedTable(model, range));
  if (named.some((subject) => failsOnAbsent(account, subject))) return;
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
    if (isTable(subject.relation)) fireTriggers(account, tableSubject(model, subject.relation), "TRUNCATE");
    const { name, isNew } = subject;
    account.destroy({ what: "rows", relation: name, name, cascade: !told.has(name), isNew });
  }
}
