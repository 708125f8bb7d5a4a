/**
 * The eight table-level lock modes and which of them conflict, as in the PostgreSQL manual,
 * "Explicit Locking", table "Conflicting Lock Modes" (the same in 14-18).
 */
export const LOCK_MODES = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;

export type LockMode = (typeof LOCK_MODES)[number];

/** One row a mode, one column a mode, both in the order of LOCK_MODES; X: the two conflict. */
const CONFLICTS: Readonly<Record<LockMode, string>> = {
  "ACCESS SHARE": ".......X",
  "ROW SHARE": "......XX",
  "ROW EXCLUSIVE": "....XXXX",
  "SHARE UPDATE EXCLUSIVE": "...XXXXX",
  SHARE: "..XX.XXX",
  "SHARE ROW EXCLUSIVE": "..XXXXXX",
  EXCLUSIVE: ".XXXXXXX",
  "ACCESS EXCLUSIVE": "XXXXXXXX",
};

/** Whether one session that holds `held` makes another session that wants `wanted` wait. */
export function conflicts(held: LockMode, wanted: LockMode): boolean {
  return CONFLICTS[held][LOCK_MODES.indexOf(wanted)] === "X";
}

/** A plain SELECT takes ACCESS SHARE. */
export function blocksReads(mode: LockMode): boolean {
  return conflicts(mode, "ACCESS SHARE");
}

/** INSERT, UPDATE, DELETE and MERGE take ROW EXCLUSIVE. */
export function blocksWrites(mode: LockMode): boolean {
  return conflicts(mode, "ROW EXCLUSIVE");
}

/** Most ALTER TABLE forms, VACUUM and CREATE INDEX take SHARE UPDATE EXCLUSIVE or stronger. */
export function blocksSchemaChanges(mode: LockMode): boolean {
  return conflicts(mode, "SHARE UPDATE EXCLUSIVE");
}

/** Whether `mode` makes wait everything that `other` makes wait. SHARE and ROW EXCLUSIVE cover neither each other. */
export function covers(mode: LockMode, other: LockMode): boolean {
  return LOCK_MODES.every((wanted) => !conflicts(other, wanted) || conflicts(mode, wanted));
}

/** The modes that no other mode in the list covers: all that has to be said of several locks on one relation. */
export function strongest(modes: readonly LockMode[]): LockMode[] {
  const unique = LOCK_MODES.filter((mode) => modes.includes(mode));
  return unique.filter((mode) => !unique.some((other) => other !== mode && covers(other, mode)));
}

/** pg_locks.mode ("AccessExclusiveLock") in the manual's words ("ACCESS EXCLUSIVE"). Null for a name that is no table lock. */
export function lockModeFromPgLocks(name: string): LockMode | null {
  const words = name
    .replace(/Lock$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
  return LOCK_MODES.find((mode) => mode === words) ?? null;
}
