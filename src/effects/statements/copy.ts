/** COPY from and to a file, a program or the client. */
import type { CopyStmt } from "../../sql/nodes.ts";
import { nameParts } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { scanOf } from "../scans.ts";
import { holdsRows, namedTable, type TableSubject } from "../subject.ts";
import { fireTriggers } from "./bodies/triggers.ts";
import { failsOnAbsent } from "./relation-names.ts";
import { partitionsOf, referencedBy } from "./rows/foreign-key-rows.ts";

export function copy(account: Account, statement: CopyStmt): void {
  if (statement.query) {
    account.act("COPY TO", []);
    account.tell(statement.query);
    return;
  }
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  if (failsOnAbsent(account, subject)) return;
  if (statement.is_from) copyFrom(account, statement, subject);
  else copyTo(account, subject);
}

/** Of the named table alone, not of those that inherit from it. */
function copyTo(account: Account, subject: TableSubject): void {
  const kind = subject.relation?.kind;
  if (kind === "partitioned table" || kind === "view") {
    refuse(account, subject, `cannot copy from ${kind} "${subject.relation?.name}"`);
    return;
  }
  const scan = scanOf("rows", null);
  account.act("COPY TO", [{ subject, role: "target", ...(holdsRows(subject) ? { scan } : {}) }]);
}

function copyFrom(account: Account, statement: CopyStmt, subject: TableSubject): void {
  const table = subject.relation;
  if (table?.kind === "materialized view" || (table?.kind === "view" && table.triggers.length === 0)) {
    refuse(account, subject, `cannot copy to ${table.kind} "${table.name}"`);
    return;
  }
  const names = nameParts(statement.attlist);
  account.act("COPY FROM", [{ subject, role: "target" }]);
  account.act(
    "INSERT",
    referencedBy(account, subject, (column) => names.length === 0 || names.includes(column)),
  );
  // Whichever partition it is, its rows are inserted as into any.
  account.act(
    "COPY FROM partitioned",
    table?.kind === "partitioned table"
      ? partitionsOf(account, subject, [undefined])
          .slice(1)
          .map(({ subject, role }) => ({ subject, role: "partition", shownAs: role }))
      : [],
  );
  fireTriggers(account, subject, "INSERT");
  account.changes({ relation: subject.name, command: "COPY", rows: "all", isNew: subject.isNew });
}

function refuse(account: Account, { name: relation, isNew }: TableSubject, reason: string): void {
  account.fails({ when: "always", relation, reason, sqlstate: "42809", isNew });
}
