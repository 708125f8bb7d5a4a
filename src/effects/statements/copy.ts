/** COPY from and to a file, a program or the client. */

import { type CopyStmt, nameParts, present } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { refuse } from "../refusals.ts";
import { scanOf } from "../scans.ts";
import { findTable } from "../schema/find-relation.ts";
import { updateTable } from "../schema/put-relation.ts";
import { holdsRows, namedTable, type TableSubject } from "../subject.ts";
import { fireTriggers } from "./bodies/triggers.ts";
import type { Command } from "./command.ts";
import { bareName, failsOnAbsent } from "./relation-names.ts";
import { partitionsOf, referencedBy } from "./rows/foreign-key-rows.ts";

export const copy: Command<"CopyStmt"> = {
  tell(account, statement) {
    if (statement.is_program) account.unread("runs a program on the server", "nothing");
    if (statement.query) {
      account.act("COPY TO", []);
      account.tell(statement.query);
      return;
    }
    const subject = namedTable(account.model, present(statement.relation));
    if (failsOnAbsent(account, subject)) return;
    if (statement.is_from) copyFrom(account, statement, subject);
    else copyTo(account, subject);
  },
  apply(model, { is_from, relation }) {
    const table = is_from && relation ? findTable(model, relation) : undefined;
    if (table) updateTable(model, table.id, { filled: true });
  },
};

/** Of the named table alone, not of those that inherit from it. */
function copyTo(account: Account, subject: TableSubject): void {
  const kind = subject.relation?.kind;
  if (kind === "partitioned table" || kind === "view") {
    refuse(account, subject, 'cannot copy from %s "%s"', kind, bareName(subject));
    return;
  }
  const scan = scanOf("rows", null);
  account.act("COPY TO", [{ subject, role: "target", ...(holdsRows(subject) ? { scan } : {}) }]);
}

function copyFrom(account: Account, statement: CopyStmt, subject: TableSubject): void {
  const table = subject.relation;
  if (table?.kind === "materialized view" || (table?.kind === "view" && table.triggers.length === 0)) {
    refuse(account, subject, 'cannot copy to %s "%s"', table.kind, table.name);
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
