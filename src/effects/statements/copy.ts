/** COPY from and to a file, a program or the client. */

import { type CopyStmt, nameParts, present } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
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
  tell(deriver, statement) {
    if (statement.is_program) deriver.unanalyzed("runs a program on the server", "nothing");
    if (statement.query) {
      deriver.act("COPY TO", []);
      deriver.tell(statement.query);
      return;
    }
    const subject = namedTable(deriver.model, present(statement.relation));
    if (failsOnAbsent(deriver, subject)) return;
    if (statement.is_from) copyFrom(deriver, statement, subject);
    else copyTo(deriver, subject);
  },
  apply(model, { is_from, relation }) {
    const table = is_from && relation ? findTable(model, relation) : undefined;
    if (table) updateTable(model, table.id, { filled: true });
  },
};

/** Of the named table alone, not of those that inherit from it. */
function copyTo(deriver: Deriver, subject: TableSubject): void {
  const kind = subject.relation?.kind;
  if (kind === "partitioned table" || kind === "view") {
    refuse(deriver, subject, 'cannot copy from %s "%s"', kind, bareName(subject));
    return;
  }
  const scan = scanOf("rows", null);
  deriver.act("COPY TO", [{ subject, role: "target", ...(holdsRows(subject) ? { scan } : {}) }]);
}

function copyFrom(deriver: Deriver, statement: CopyStmt, subject: TableSubject): void {
  const table = subject.relation;
  if (table?.kind === "materialized view" || (table?.kind === "view" && table.triggers.length === 0)) {
    refuse(deriver, subject, 'cannot copy to %s "%s"', table.kind, table.name);
    return;
  }
  const names = nameParts(statement.attlist);
  deriver.act("COPY FROM", [{ subject, role: "target" }]);
  deriver.act(
    "INSERT",
    referencedBy(deriver, subject, (column) => names.length === 0 || names.includes(column)),
  );
  // Whichever partition it is, its rows are inserted as into any.
  deriver.act(
    "COPY FROM partitioned",
    table?.kind === "partitioned table"
      ? partitionsOf(deriver, subject, [undefined])
          .slice(1)
          .map(({ subject, role }) => ({ subject, role: "partition", shownAs: role }))
      : [],
  );
  fireTriggers(deriver, subject, "INSERT");
  deriver.changes({ relation: subject.name, command: "COPY", rows: "all", isNew: subject.isNew });
}
