/** Row level security: whether it is on, and whom a policy lets see and change rows. */
import { rolesOf } from "./grants.ts";
import type { SchemaModel } from "./model.ts";
import type { Table } from "./relation.ts";

const OWNERS: ReadonlySet<string> = new Set([
  "ROLESPEC_CURRENT_USER",
  "ROLESPEC_SESSION_USER",
  "ROLESPEC_CURRENT_ROLE",
]);

export interface RowSecurityShape {
  readonly enabled: boolean;
  /** For the owner, too. */
  readonly forced: boolean;
  /** The change that is judged has switched it itself. */
  readonly isSet: boolean;
  /** Whom a policy lets see, or see and change, every row: a role, `public` for all, null for whoever runs the statement. */
  readonly open: readonly { readonly role: string | null; readonly changes: boolean }[];
  /** Roles that it does not hold for, as statements said (BYPASSRLS, superusers) or as their name says. */
  readonly exempt: readonly string[];
  /** As SET ROLE said before the statement; null: the role that connects. */
  readonly role: string | null;
}

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

export function rowSecurityShape(model: SchemaModel, { rowSecurity, policies }: Table): RowSecurityShape {
  const { enabled, forced, switched } = rowSecurity;
  const isNarrowed = policies.some(({ permissive }) => !permissive);
  const open = policies
    .filter((it) => it.permissive && it.passesAll && (it.command === "all" || it.command === "select"))
    .flatMap(({ roles, command }) =>
      roles.map((role) => ({ role: OWNERS.has(role) ? null : role, changes: command === "all" })),
    );
  return {
    enabled,
    forced,
    isSet: switched === model.change,
    open: isNarrowed ? [] : open,
    exempt: [...model.bypassing],
    role: model.role,
  };
}
