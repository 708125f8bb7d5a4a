import type { Snapshot } from "./snapshot.ts";

/** The role that migrates: as the config says, else the one that took the snapshot; null: not known. */
export function migratingRole(snapshot: Snapshot, configured: string | null): string | null {
  return configured ?? snapshot.role?.name ?? null;
}

/**
 * Milliseconds that a session of the migrating role waits for a lock; 0: for ever. The settings of the role come first, as
 * in PostgreSQL, then those of the database for all roles, then the server's.
 */
export function lockTimeoutOfRole(snapshot: Snapshot, configured: string | null): number {
  const { settings, role } = snapshot;
  const setFor = (name: string | null): number | undefined =>
    settings.roles?.find((one) => one.role === name)?.lockTimeout;
  const name = migratingRole(snapshot, configured);
  const own = name === null ? undefined : setFor(name);
  const forAll = setFor(null);
  // What the session that took the snapshot began with holds for its own role.
  if (name === null || name === role?.name) return settings.lockTimeout || (own ?? forAll ?? 0);
  const isOfThatRole = role !== undefined && setFor(role.name) !== undefined;
  return own ?? forAll ?? (isOfThatRole ? 0 : settings.lockTimeout);
}
