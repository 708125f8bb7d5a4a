/** ALTER COLUMN SET and DROP DEFAULT. */
import type { Column } from "../../schema/relation.ts";
import { family } from "../../subject.ts";
import { tellRequired } from "../newly-required.ts";
import { refuse } from "../refuse.ts";
import { bareName } from "../relation-names.ts";
import { columnSubcommand } from "./column.ts";

export const changeDefault = columnSubcommand(
  (account, { subject, name, column, command, only }) => {
    const kind = column && kindWithoutDefault(column);
    if (kind) {
      const reason = `column "${name}" of relation "${bareName(subject)}" is ${kind}`;
      refuse(account, subject, { reason, sqlstate: "42601" });
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

function kindWithoutDefault({ identity, generated }: Column): string | null {
  if (identity) return "an identity column";
  return generated ? "a generated column" : null;
}
