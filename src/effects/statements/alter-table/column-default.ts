/** ALTER COLUMN SET and DROP DEFAULT. */

import { refuse } from "../../refusals.ts";
import { family } from "../../subject.ts";
import { tellRequired } from "../newly-required.ts";
import { bareName } from "../relation-names.ts";
import { columnSubcommand } from "./column.ts";

export const changeDefault = columnSubcommand(
  (account, { subject, name, column, command, only }) => {
    if (column?.identity) {
      refuse(account, subject, 'column "%s" of relation "%s" is an identity column', name, bareName(subject));
      return;
    }
    if (column?.generated) {
      refuse(account, subject, 'column "%s" of relation "%s" is a generated column', name, bareName(subject));
      return;
    }
    account.act(
      command.def ? "ALTER TABLE ALTER COLUMN SET DEFAULT" : "ALTER TABLE ALTER COLUMN DROP DEFAULT",
      family(account.model, subject, only),
    );
    if (!command.def && column) tellRequired(account, subject, name, { default: "none" });
  },
  (_model, _table, _column, { def }) => ({ default: def ?? "none" }),
);
