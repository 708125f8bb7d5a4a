/** LOCK TABLE. */

import { LOCK_MODES } from "../../postgres/lock-mode.ts";
import { allOf, isOnly } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { tableById } from "../schema/find-relation.ts";
import type { Table } from "../schema/relation.ts";
import { family, namedTable, tableSubject } from "../subject.ts";
import type { Command } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

export const lockTable: Command<"LockStmt"> = {
  tell(account, statement) {
    // The modes are numbered from 1 (lockdefs.h).
    const mode = LOCK_MODES[(statement.mode ?? 0) - 1] ?? "ACCESS EXCLUSIVE";
    for (const range of allOf(statement.relations, "RangeVar")) {
      const subject = namedTable(account.model, range);
      if (failsOnAbsent(account, subject)) return;
      const members = family(account.model, subject, isOnly(range));
      const view = subject.relation?.kind === "view" ? subject.relation : undefined;
      if (mode === "ACCESS EXCLUSIVE") {
        if (view) lockView(account, view, new Set(), "LOCK TABLE view");
        else account.act("LOCK TABLE", members);
      } else if (view && mode === "SHARE") {
        lockView(account, view, new Set(), "LOCK TABLE view IN SHARE MODE");
      } else if (view) {
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
  },
};

/** A view is locked with all that it reads. */
function lockView(
  account: Account,
  view: Table,
  seen: Set<number>,
  form: "LOCK TABLE view" | "LOCK TABLE view IN SHARE MODE",
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
