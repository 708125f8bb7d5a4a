/** Row level security: whether it is on, and whom a policy lets see and change rows. */
import { type AlterPolicyStmt, as, type CreatePolicyStmt, type CreateRoleStmt } from "../../sql/nodes.ts";
import { rolesIn, rolesOf } from "./grants.ts";
import { findTable, type SchemaModel, updateTable } from "./model.ts";
import type { Policy, Table } from "./relation.ts";

export function policyOf({
  permissive,
  cmd_name,
  roles,
}: CreatePolicyStmt): Omit<Policy, "dependsOn" | "functions" | "name"> {
  const wanted = rolesIn(roles);
  return {
    permissive: permissive === true,
    command: cmd_name ?? "all",
    roles: wanted.length > 0 ? wanted : ["public"],
  };
}

export function alterPolicy(model: SchemaModel, statement: AlterPolicyStmt): void {
  const table = statement.table && findTable(model, statement.table);
  const roles = rolesIn(statement.roles);
  if (!table || roles.length === 0) return;
  updateTable(model, table.id, {
    policies: table.policies.map((it) => (it.name === statement.policy_name ? { ...it, roles } : it)),
  });
}

/** A role with BYPASSRLS, or a superuser, sees all rows. */
export function createRole(model: SchemaModel, { role = "", options }: CreateRoleStmt): void {
  const bypasses = (options ?? []).some((node) => {
    const option = as(node, "DefElem");
    const isSet = as(option?.arg, "Boolean")?.boolval === true;
    return isSet && (option?.defname === "bypassrls" || option?.defname === "superuser");
  });
  if (bypasses) model.bypassing.add(role);
}

const OWNERS: ReadonlySet<string> = new Set([
  "ROLESPEC_CURRENT_USER",
  "ROLESPEC_SESSION_USER",
  "ROLESPEC_CURRENT_ROLE",
]);

/** Whether no row of the table is there for a command of the role; null: the owner, whatever its name. */
export function hidesRows(model: SchemaModel, table: Table, role: string | null, command: string): boolean {
  const { enabled, forced, owner } = table.rowSecurity;
  if (!enabled || (role !== null && model.bypassing.has(role))) return false;
  if ((role === null || role === owner) && !forced) return false;
  const roles = role === null ? new Set(["public", owner ?? ""]) : rolesOf(model, role);
  return !table.policies.some(
    (it) =>
      it.permissive &&
      (it.command === "all" || it.command === command) &&
      it.roles.some((one) => roles.has(one) || (role === null && OWNERS.has(one))),
  );
}
