/** Properties of a whole table: storage parameters, persistence, access method, owner; triggers, rules, row level security. */

import type { Form } from "../../../postgres/catalogue.ts";
import { as, present } from "../../../sql/nodes.ts";
import { tableById } from "../../schema/find-relation.ts";
import { roleName } from "../../schema/grants.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { updateTable } from "../../schema/put-relation.ts";
import type { RelationId, RowSecurity } from "../../schema/relation.ts";
import { holdsRows } from "../../subject.ts";
import { changeTriggers, withCopies } from "../trigger.ts";
import { indexNames } from "../works.ts";
import { lockOnly, type Subcommand } from "./subcommand.ts";

/** `user_catalog_table` is the one storage parameter that needs ACCESS EXCLUSIVE (reloptions.c). */
export const setParameters: Subcommand = {
  tell(deriver, subject, { command }) {
    const names = (as(command.def, "List")?.items ?? []).map((node) => as(node, "DefElem")?.defname);
    const catalog = names.includes("user_catalog_table");
    deriver.act(catalog ? "ALTER TABLE SET (user_catalog_table)" : "ALTER TABLE SET (storage)", [
      { subject, role: "target" },
    ]);
  },
};

/** SET LOGGED and SET UNLOGGED write the table to a new file, unless it is so already. */
export function setPersistence(persistence: "permanent" | "unlogged"): Subcommand {
  const form = persistence === "unlogged" ? "ALTER TABLE SET UNLOGGED" : "ALTER TABLE SET LOGGED";
  return {
    tell(deriver, subject) {
      const table = subject.relation;
      const rewrite = table?.persistence !== persistence && holdsRows(subject);
      const builds = rewrite ? indexNames(deriver.model, subject) : [];
      deriver.act(form, [{ subject, role: "target", rewrite, builds, assumed: table?.known !== true }]);
    },
    apply: (model, { id }) => updateTable(model, id, { persistence }),
  };
}

export const setAccessMethod: Subcommand = {
  tell(deriver, subject, { command: { name = "heap" } }) {
    const table = subject.relation;
    if ((table?.accessMethod ?? "heap") === name && subject.known)
      return deriver.act("ALTER TABLE SET ACCESS METHOD same", [{ subject, role: "target" }]);
    if (table?.kind === "partitioned table")
      return deriver.act("ALTER TABLE SET ACCESS METHOD partitioned", [{ subject, role: "target" }]);
    const builds = indexNames(deriver.model, subject);
    const form =
      table?.kind === "materialized view"
        ? "ALTER MATERIALIZED VIEW SET ACCESS METHOD"
        : "ALTER TABLE SET ACCESS METHOD";
    deriver.act(form, [{ subject, role: "target", rewrite: true, builds, assumed: !subject.known }]);
  },
  apply: (model, { id }, { command }) => updateTable(model, id, { accessMethod: command.name ?? null }),
};

export const changeOwner = lockOnly("ALTER TABLE OWNER TO", (model, { id, rowSecurity }, { command }) => {
  const owner = roleName(present(command.newowner));
  updateTable(model, id, { rowSecurity: { ...rowSecurity, owner } });
});

/** ENABLE, DISABLE, FORCE and NO FORCE ROW LEVEL SECURITY. */
export function setRowSecurity(form: Form, change: Partial<RowSecurity>): Subcommand {
  return lockOnly(form, (model, { id, rowSecurity }) =>
    updateTable(model, id, { rowSecurity: { ...rowSecurity, ...change, switched: model.change } }),
  );
}

/** One trigger, with its copies in partitions, or all of the table. */
export function switchTrigger(form: Form, enabled: boolean): Subcommand {
  return {
    tell: (deriver, subject, { command: { name } }) =>
      deriver.act(
        form,
        name === undefined ? [{ subject, role: "target" }] : withCopies(deriver, subject, name),
      ),
    apply(model, table, { command: { name } }) {
      changeTriggers(model, table, name, (trigger) => ({ ...trigger, enabled }));
      rememberDisabled(model, table.id, name, enabled);
    },
  };
}

export function switchRule(form: Form, enabled: boolean): Subcommand {
  return lockOnly(form, (model, { id, rules }, { command: { name } }) => {
    updateTable(model, id, { rules: rules.map((it) => (it.name === name ? { ...it, enabled } : it)) });
    rememberDisabled(model, id, name, enabled);
  });
}

/** `name` undefined: all triggers. */
function rememberDisabled(
  model: SchemaModel,
  id: RelationId,
  name: string | undefined,
  enabled: boolean,
): void {
  const disabled = tableById(model, id)?.disabled ?? [];
  const others = name === undefined && enabled ? [] : disabled.filter((it) => it !== name);
  updateTable(model, id, { disabled: enabled ? others : [...others, name ?? "triggers"] });
}
