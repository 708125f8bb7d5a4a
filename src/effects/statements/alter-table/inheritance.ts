/** INHERIT, NO INHERIT, OF and NOT OF: what a table has from another, or from a type. */

import { as, nameParts, present } from "../../../sql/nodes.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse } from "../../refusals.ts";
import { ensureTable } from "../../schema/define.ts";
import { findRelation } from "../../schema/find-relation.ts";
import { columnOf } from "../../schema/lookup.ts";
import { updateTable } from "../../schema/put-relation.ts";
import { findTypeByParts } from "../../schema/type-names.ts";
import { namedTable, type TableSubject } from "../../subject.ts";
import { type Alteration, lockOnly, type Subcommand } from "./subcommand.ts";

export const inherit: Subcommand = {
  tell(deriver, subject, alteration) {
    const parent = namedTable(deriver.model, parentIn(alteration));
    const child = subject.relation;
    const missing = child?.known
      ? parent.relation?.columns.find((column) => !columnOf(child, column.name))
      : undefined;
    if (missing) refuse(deriver, subject, 'child table is missing column "%s"', missing.name);
    else lockWithParent(deriver, "ALTER TABLE INHERIT", subject, parent);
  },
  apply(model, { id, inherits }, alteration) {
    updateTable(model, id, { inherits: [...inherits, ensureTable(model, parentIn(alteration)).id] });
  },
};

export const noInherit: Subcommand = {
  tell(deriver, subject, alteration) {
    const parent = namedTable(deriver.model, parentIn(alteration));
    lockWithParent(deriver, "ALTER TABLE NO INHERIT", subject, parent);
  },
  apply(model, { id, inherits }, alteration) {
    const parent = findRelation(model, parentIn(alteration));
    updateTable(model, id, { inherits: inherits.filter((it) => it !== parent?.id) });
  },
};

function parentIn({ command }: Alteration) {
  return present(as(command.def, "RangeVar"));
}

/** In the witnesses of these forms the parent is the target. */
function lockWithParent(
  deriver: Deriver,
  form: "ALTER TABLE INHERIT" | "ALTER TABLE NO INHERIT",
  subject: TableSubject,
  parent: TableSubject,
): void {
  deriver.act(form, [
    { subject, role: "child", shownAs: "target" },
    { subject: parent, role: "target", shownAs: "parent" },
  ]);
}

export const ofType = lockOnly("ALTER TABLE OF", (model, { id }, { command }) => {
  const type = findTypeByParts(model, nameParts(present(as(command.def, "TypeName")).names));
  updateTable(model, id, { ofType: type?.id ?? null });
});

export const notOfType: Subcommand = {
  tell: (deriver, subject) =>
    deriver.act("ALTER TABLE NOT OF", [{ subject, role: "child", shownAs: "target" }]),
  apply: (model, { id }) => updateTable(model, id, { ofType: null }),
};
