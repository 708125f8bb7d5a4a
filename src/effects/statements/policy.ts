/** CREATE and ALTER POLICY. */

import { type Node, present, type RangeVar } from "../../sql/nodes.ts";
import { truthInEveryRow } from "../always-true.ts";
import type { Deriver } from "../deriver.ts";
import { ensureTable } from "../schema/define.ts";
import { findTable } from "../schema/find-relation.ts";
import { rolesIn } from "../schema/grants.ts";
import { updateTable } from "../schema/put-relation.ts";
import { readQuery } from "../schema/query.ts";
import { named } from "../subject.ts";
import type { Command } from "./command.ts";
import { sources } from "./rows/query-sources.ts";

interface PolicyStatement {
  readonly table?: RangeVar;
  readonly qual?: Node;
  readonly with_check?: Node;
}

function tell(
  deriver: Deriver,
  form: "CREATE POLICY" | "ALTER POLICY",
  { table, qual, with_check }: PolicyStatement,
): void {
  deriver.act(form, [{ subject: named(deriver.model, present(table)), role: "target" }]);
  deriver.act("CREATE VIEW", sources(deriver, readQuery(deriver.model, [qual, with_check]), false));
}

export const createPolicy: Command<"CreatePolicyStmt"> = {
  tell: (deriver, statement) => tell(deriver, "CREATE POLICY", statement),
  apply(model, statement) {
    const range = present(statement.table);
    const table = ensureTable(model, range);
    const reads = readQuery(model, [{ RangeVar: range }, statement.qual, statement.with_check]);
    const roles = rolesIn(statement.roles);
    const policy = {
      name: statement.policy_name ?? "",
      dependsOn: reads.dependencies,
      functions: reads.functions.map((it) => it.split(".").at(-1) ?? it),
      permissive: statement.permissive === true,
      command: statement.cmd_name ?? "all",
      passesAll: truthInEveryRow(undefined, statement.qual) === true,
      roles: roles.length > 0 ? roles : ["public"],
    };
    updateTable(model, table.id, { policies: [...table.policies, policy] });
  },
};

export const alterPolicy: Command<"AlterPolicyStmt"> = {
  tell: (deriver, statement) => tell(deriver, "ALTER POLICY", statement),
  apply(model, statement) {
    const table = findTable(model, present(statement.table));
    if (!table) return;
    const roles = rolesIn(statement.roles);
    const change = {
      ...(roles.length > 0 ? { roles } : {}),
      ...(statement.qual ? { passesAll: truthInEveryRow(table, statement.qual) === true } : {}),
    };
    updateTable(model, table.id, {
      policies: table.policies.map((it) => (it.name === statement.policy_name ? { ...it, ...change } : it)),
    });
  },
};
