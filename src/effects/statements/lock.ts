/** LOCK TABLE. */

import { LOCK_MODES } from "../../postgres/lock-mode.ts";
import { allOf, isOnly } from "../../sql/nodes.ts";
import type { Deriver, Work } from "../deriver.ts";
import { tableById } from "../schema/find-relation.ts";
import type { Table } from "../schema/relation.ts";
import { family, namedTable, tableSubject } from "../subject.ts";
import type { Command } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

export const lockTable: Command<"LockStmt"> = {
  tell(deriver, statement) {
    // The modes are numbered from 1 (lockdefs.h).
    const mode = LOCK_MODES[(statement.mode ?? 0) - 1] ?? "ACCESS EXCLUSIVE";
    for (const range of allOf(statement.relations, "RangeVar")) {
      const subject = namedTable(deriver.model, range);
      if (failsOnAbsent(deriver, subject)) return;
      const members = family(deriver.model, subject, isOnly(range));
      const view = subject.relation?.kind === "view" ? subject.relation : undefined;
      if (mode === "ACCESS EXCLUSIVE") {
        if (view) lockView(deriver, view, new Set(), "LOCK TABLE view");
        else deriver.act("LOCK TABLE", members);
      } else if (view && mode === "SHARE") {
        lockView(deriver, view, new Set(), "LOCK TABLE view IN SHARE MODE");
      } else if (view) {
        deriver.unanalyzed(`LOCK TABLE of a view in ${mode} mode was not measured`);
      } else {
        // Whatever it is to the named table, it is locked alike.
        deriver.act(
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
  deriver: Deriver,
  view: Table,
  seen: Set<number>,
  form: "LOCK TABLE view" | "LOCK TABLE view IN SHARE MODE",
): void {
  if (seen.has(view.id)) return;
  seen.add(view.id);
  deriver.act(form, [{ subject: tableSubject(deriver.model, view), role: "target" }]);
  for (const { relation } of view.dependsOn) {
    const table = tableById(deriver.model, relation);
    if (table?.kind === "view") lockView(deriver, table, seen, form);
    else if (table) deriver.act(form, [{ subject: tableSubject(deriver.model, table), role: "source" }]);
  }
}
