/** ALTER TABLE ALTER CONSTRAINT. */

import { as, present } from "../../../sql/nodes.ts";
import type { Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { constraintOf } from "../../schema/lookup.ts";
import { tableById, updateTable } from "../../schema/model.ts";
import { tableSubject } from "../../subject.ts";
import type { Subcommand } from "./subcommand.ts";

export const alterConstraint: Subcommand = {
  tell(account, subject, { command }) {
    const change = present(as(command.def, "ATAlterConstraint"));
    const name = change.conname ?? "";
    const constraint = constraintOf(subject.relation, name);
    const other = tableById(account.model, constraint?.references?.table);
    const referenced: Work[] = other
      ? [{ subject: tableSubject(account.model, other), role: "referenced" }]
      : [];
    if (!change.alterEnforceability) {
      account.act("ALTER TABLE ALTER CONSTRAINT", [{ subject, role: "target" }]);
      return;
    }
    if (!change.is_enforced) {
      account.act("ALTER TABLE ALTER CONSTRAINT NOT ENFORCED", [{ subject, role: "target" }, ...referenced]);
      return;
    }
    const scan = scanOf("foreign key", name);
    const done = constraint?.enforced === true;
    account.act("ALTER TABLE ALTER CONSTRAINT ENFORCED", [
      { subject, role: "target", ...(done ? {} : { scan }) },
      ...referenced,
    ]);
    if (done) return;
    refuseRows(account, subject, "rows may violate foreign key %s", name);
    const { name: relation, isNew } = subject;
    account.breaks({ ...breakOf("foreign key", "added"), relation, name, isNew });
  },
  apply(model, table, { command }) {
    const change = present(as(command.def, "ATAlterConstraint"));
    const { is_enforced: enforced = false, deferrable = false, initdeferred: deferred = false } = change;
    const changes = {
      ...(change.alterEnforceability ? { enforced, valid: enforced } : {}),
      ...(change.alterDeferrability ? { deferrable, deferred } : {}),
    };
    const constraints = table.constraints.map((it) =>
      it.name === change.conname ? { ...it, ...changes } : it,
    );
    updateTable(model, table.id, { constraints });
  },
};
