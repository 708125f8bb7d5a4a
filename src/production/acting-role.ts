import type { Snapshot } from "./snapshot.ts";

/** The role that runs the migrations in production, as far as it is known. */
export interface ActingRole {
  readonly name: string;
  /** Null: not known. */
  readonly superuser: boolean | null;
  readonly bypassesRowSecurity: boolean | null;
  /** Roles that it is a member of, directly or not; null: not known. */
  readonly memberOf: readonly string[] | null;
}

/** The role that the config names, else the one that took the snapshot; null: nothing says. */
export function actingRole(snapshot: Snapshot | null, configured: string | null): ActingRole | null {
  const known = snapshot?.role ?? null;
  if (configured === null || configured === known?.name) return known;
  return { name: configured, superuser: null, bypassesRowSecurity: null, memberOf: null };
}

/** Whether it may do what only the owner may; null: not known. */
export function isOwner({ name, superuser, memberOf }: ActingRole, owner: string): boolean | null {
  if (name === owner || superuser === true || memberOf?.includes(owner)) return true;
  return superuser === false && memberOf !== null ? false : null;
}
