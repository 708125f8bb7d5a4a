/** Row level security: whether it is on, and whom a policy lets see and change rows. */
import { rolesOf } from "./grants.ts";
import type { SchemaModel } from "./model.ts";
import type { Table } from "./relation.ts";

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
