import { conflicts, LOCK_MODES, type LockMode } from "../postgres/lock-mode.ts";
import type { Report } from "../report/report.ts";

/** The lock on an existing relation that keeps out the most others, or null where none is taken. */
export function worstLock(report: Report): LockMode | null {
  const modes = report.migrations
    .flatMap(({ statements }) => statements)
    .flatMap(({ effects }) => effects)
    .flatMap((effect) => (effect.kind === "lock" && !effect.isNew ? [effect.mode] : []));
  let worst: LockMode | null = null;
  for (const mode of modes) if (worst === null || keptOut(mode) > keptOut(worst)) worst = mode;
  return worst;
}

function keptOut(mode: LockMode): number {
  return LOCK_MODES.filter((other) => conflicts(mode, other)).length;
}
