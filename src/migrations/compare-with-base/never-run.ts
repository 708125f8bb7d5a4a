import type { Early, NeverRun } from "../selection.ts";
import type { Folder, MigrationFile, PassedOver } from "../tools/tool.ts";

/** New migrations that the runner meets with merged ones above them. */
export function earlyOnes(
  folder: Folder,
  merged: readonly MigrationFile[],
  newFiles: readonly MigrationFile[],
): Early[] {
  const versioned = merged.filter(({ repeatable }) => repeatable !== true);
  return newFiles.flatMap((file) => {
    const later = versioned.find((other) => folder.isLate(file, other));
    return later === undefined || file.repeatable === true
      ? []
      : [{ id: file.id, before: later.id, runner: folder.late }];
  });
}

/**
 * What of the new files is never run.
 *
 * @param merged the base's files, in the runner's order
 * @param newFiles new files
 */
export function neverRun(
  folder: Folder,
  merged: readonly MigrationFile[],
  newFiles: readonly MigrationFile[],
  passedOver: readonly PassedOver[],
): NeverRun[] {
  const { late: runner, tool } = folder;
  const left = passedOver.map(({ path, why }): NeverRun => ({ tool, id: null, path, why }));
  if (runner === "runs") return left;
  const early = new Set(earlyOnes(folder, merged, newFiles).map(({ id }) => id));
  const versioned = merged.filter(({ repeatable }) => repeatable !== true);
  const last = versioned.sort(folder.compare).at(-1);
  const own = newFiles.flatMap((file): NeverRun[] => {
    if (file.repeatable === true) return [];
    const { id, path, version } = file;
    if (early.has(id) && last !== undefined)
      return [{ tool, id, path, why: { kind: "early", after: last, runner } }];
    const time = timeOf(version);
    const latest = last === undefined ? null : timeOf(last.version);
    return time === null ? [] : [{ tool, id, path, why: { kind: "ahead", time, merged: latest, runner } }];
  });
  return [...own, ...left];
}

/** The time that a version is, in milliseconds: digits as tools write them when they make a file; null: it is none. */
function timeOf(version: string): number | null {
  const digits = /^((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/.exec(version);
  if (digits !== null) {
    const [year = 0, month = 0, ...rest] = digits.slice(1).map((part) => Number(part ?? 0));
    return Date.UTC(year, month - 1, ...rest);
  }
  // A day and a number of that day (2026010101) are as long as seconds, or milliseconds, since 1970.
  if (/^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.test(version)) return null;
  if (/^[1-9]\d{12}$/.test(version)) return Number(version);
  return /^[1-9]\d{9}$/.test(version) ? Number(version) * 1000 : null;
}
