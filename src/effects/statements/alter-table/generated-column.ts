/** ALTER COLUMN SET and DROP EXPRESSION of a generated column. */

import { refuse } from "../../refusals.ts";
import { readExpression } from "../../schema/expression.ts";
import { indexesOf } from "../../schema/lookup.ts";
import { qualifiedName } from "../../schema/relation.ts";
import { tellRequired } from "../newly-required.ts";
import { columnSubcommand } from "./column.ts";

export const setExpression = columnSubcommand(
  (account, { subject, column }) => {
    if (column?.generated?.kind === "virtual") {
      account.act("ALTER TABLE ALTER COLUMN SET EXPRESSION virtual", [{ subject, role: "target" }]);
      return;
    }
    const indexes = subject.relation ? indexesOf(account.model, subject.relation.id) : [];
    const builds = indexes.map(qualifiedName);
    const assumed = !column?.generated;
    account.act("ALTER TABLE ALTER COLUMN SET EXPRESSION", [
      { subject, role: "target", rewrite: true, builds, assumed },
    ]);
  },
  (_model, table, { generated }, { def }) =>
    def && generated
      ? { generated: { ...generated, expression: readExpression(def, table.columns, table.name) } }
      : {},
);

export const dropExpression = columnSubcommand(
  (account, { subject, name, column }) => {
    if (column?.generated?.kind === "virtual") {
      const text = "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns";
      refuse(account, subject, text);
      return;
    }
    account.act("ALTER TABLE ALTER COLUMN DROP EXPRESSION", [{ subject, role: "target" }]);
    tellRequired(account, subject, name, { generated: null });
  },
  () => ({ generated: null }),
);
