/** Properties of a whole table: storage parameters, persistence, access method, owner, row level security. */
import type { Form } from "../../../postgres/catalogue.ts";
import { as, present } from "../../../sql/nodes.ts";
import { roleName } from "../../schema/grants.ts";
import { indexesOf } from "../../schema/lookup.ts";
import { updateTable } from "../../schema/model.ts";
import { qualifiedName, type RowSecurity } from "../../schema/relation.ts";
import { holdsRows } from "../../subject.ts";
import { lockOnly, type Subcommand } from "./subcommand.ts";

/** `user_catalog_table` is the one storage parameter that needs ACCESS EXCLUSIVE (reloptions.c). */
export const setParameters: Subcommand = {
  tell(account, subject, { command }) {
    const names = (as(command.def, "List")?.items ?? []).map((node) => as(node, "DefElem")?.defname);
    const catalog = names.includes("user_catalog_table");
    account.act(catalog ? "ALTER TABLE SET (user_catalog_table)" : "ALTER TABLE SET (storage)", [
      { subject, role: "target" },
    ]);
  },
};

/** SET LOGGED and SET UNLOGGED write the table to a new file, unless it is so already. */
export function setPersistence(persistence: "permanent" | "unlogged"): Subcommand {
  const form = persistence === "unlogged" ? "ALTER TABLE SET UNLOGGED" : "ALTER TABLE SET LOGGED";
  return {
    tell(account, subject) {
      const table = subject.relation;
      const rewrite = table?.persistence !== persistence && holdsRows(subject);
      const builds = rewrite && table ? indexesOf(account.model, table.id).map(qualifiedName) : [];
      account.act(form, [{ subject, role: "target", rewrite, builds, assumed: table?.known !== true }]);
    },
    apply: (model, { id }) => updateTable(model, id, { persistence }),
  };
}

export const setAccessMethod: Subcommand = {
  tell(account, subject, { command: { name = "heap" } }) {
    const table = subject.relation;
    if ((table?.accessMethod ?? "heap") === name && subject.known) {
      account.act("ALTER TABLE SET ACCESS METHOD same", [{ subject, role: "target" }]);
      return;
    }
    if (table?.kind === "partitioned table") {
      account.act("ALTER TABLE SET ACCESS METHOD partitioned", [{ subject, role: "target" }]);
      return;
    }
    const builds = table ? indexesOf(account.model, table.id).map(qualifiedName) : [];
    const form =
      table?.kind === "materialized view"
        ? "ALTER MATERIALIZED VIEW SET ACCESS METHOD"
        : "ALTER TABLE SET ACCESS METHOD";
    account.act(form, [{ subject, role: "target", rewrite: true, builds, assumed: !subject.known }]);
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
    updateTable(model, id, { rowSecurity: { ...rowSecurity, ...change } }),
  );
}
