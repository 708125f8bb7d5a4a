import { actingRole } from "./acting-role.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Milliseconds that a session of the role that migrates waits for a lock; 0: for ever. The settings of the role come
 * first, as in PostgreSQL, then those of the database for all roles, then the server's.
 *
 * @param configured the role that the config names, or null
 */
export function lockTimeoutOfRole(snapshot: Snapshot, configured: string | null): number {
  const { settings, role } = snapshot;
  const setFor = (name: string | null): number | undefined =>
    settings.roles?.find((one) => one.role === name)?.lockTimeout;
  const name = actingRole(snapshot, configured)?.name ?? null;
  const own = name === null ? undefined : setFor(name);
  const forAll = setFor(null);
  // What the session that took the snapshot began with holds for its own role.
  if (name === null || name === role?.name) return settings.lockTimeout || (own ?? forAll ?? 0);
  const isOfThatRole = role !== undefined && setFor(role.name) !== undefined;
  return own ?? forAll ?? (isOfThatRole ? 0 : settings.lockTimeout);
}
