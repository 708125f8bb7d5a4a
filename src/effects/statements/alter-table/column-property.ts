/** ALTER COLUMN for defaults, expressions of generated columns, statistics and storage. */
import type { Form } from "../../../postgres/catalogue.ts";
import { reportLostStatistics } from "../../lost-statistics.ts";
import { refuse } from "../../refusals.ts";
import { readExpression } from "../../schema/expression.ts";
import { family } from "../../subject.ts";
import { keptDefault } from "../column-definition.ts";
import { bareName } from "../relation-names.ts";
import { reportRequired } from "../running-code.ts";
import { indexNames } from "../works.ts";
import { columnSubcommand } from "./column.ts";
import { lockOnly, type Subcommand } from "./subcommand.ts";

export const changeDefault = columnSubcommand(
  (deriver, { subject, name, column, command, only }) => {
    if (column?.identity)
      return refuse(
        deriver,
        subject,
        'column "%s" of relation "%s" is an identity column',
        name,
        bareName(subject),
      );
    if (column?.generated)
      return refuse(
        deriver,
        subject,
        'column "%s" of relation "%s" is a generated column',
        name,
        bareName(subject),
      );
    deriver.act(
      command.def ? "ALTER TABLE ALTER COLUMN SET DEFAULT" : "ALTER TABLE ALTER COLUMN DROP DEFAULT",
      family(deriver.model, subject, only),
    );
    if (!command.def && column) reportRequired(deriver, subject, name, { default: "none" });
  },
  (model, _table, { type }, { def }) => ({ default: keptDefault(model, type, def) }),
);

export const setExpression = columnSubcommand(
  (deriver, { subject, name, column }) => {
    if (column?.generated?.kind === "virtual")
      return deriver.act("ALTER TABLE ALTER COLUMN SET EXPRESSION virtual", [{ subject, role: "target" }]);
    const builds = indexNames(deriver.model, subject);
    const assumed = !column?.generated;
    deriver.act("ALTER TABLE ALTER COLUMN SET EXPRESSION", [
      { subject, role: "target", rewrite: true, builds, assumed },
    ]);
    reportLostStatistics(deriver, [{ subject, role: "target" }], name);
  },
  (_model, table, { generated }, { def }) =>
    def && generated
      ? { generated: { ...generated, expression: readExpression(def, table.columns, table.name) } }
      : {},
);

export const dropExpression = columnSubcommand(
  (deriver, { subject, name, column }) => {
    if (column?.generated?.kind === "virtual") {
      const text = "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns";
      return refuse(deriver, subject, text);
    }
    deriver.act("ALTER TABLE ALTER COLUMN DROP EXPRESSION", [{ subject, role: "target" }]);
    reportRequired(deriver, subject, name, { generated: null });
  },
  () => ({ generated: null }),
);

export const setStatistics = lockFamily("ALTER TABLE ALTER COLUMN SET STATISTICS");
export const setStorage = lockFamily("ALTER TABLE ALTER COLUMN SET STORAGE");
export const setOptions = lockOnly("ALTER TABLE ALTER COLUMN SET (options)");

/** Partitions and children are locked, too. */
function lockFamily(form: Form): Subcommand {
  return { tell: (deriver, subject, { only }) => deriver.act(form, family(deriver.model, subject, only)) };
}
