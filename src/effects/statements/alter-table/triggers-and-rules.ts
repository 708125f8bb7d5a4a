/** ENABLE and DISABLE TRIGGER and RULE. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type SchemaModel, updateTable } from "../../schema/model.ts";
import type { Table } from "../../schema/relation.ts";
import { withCopies } from "../trigger.ts";
import { lockOnly, type Subcommand } from "./subcommand.ts";

/** One trigger, with its copies in partitions, or all of the table. */
export function switchTrigger(form: Form, enabled: boolean): Subcommand {
  return {
    tell: (account, subject, { command: { name } }) =>
      account.act(
        form,
        name === undefined ? [{ subject, role: "target" }] : withCopies(account, subject, name),
      ),
    apply: (model, table, { command: { name } }) => switchNamed(model, table, name, enabled),
  };
}

export function switchRule(form: Form, enabled: boolean): Subcommand {
  return lockOnly(form, (model, table, { command: { name } }) => switchNamed(model, table, name, enabled));
}

/** `name` undefined: all triggers. */
function switchNamed(model: SchemaModel, table: Table, name: string | undefined, enabled: boolean): void {
  const others = name === undefined && enabled ? [] : table.disabled.filter((it) => it !== name);
  updateTable(model, table.id, {
    disabled: enabled ? others : [...others, name ?? "triggers"],
    triggers: table.triggers.map((it) => (name === undefined || it.name === name ? { ...it, enabled } : it)),
  });
}
