import type { ToolId } from "../migration.ts";
import type { Early } from "../selection.ts";
import type { Entry, Folder, PassedOver } from "../tools/tool.ts";
import { basename } from "../tree.ts";

/** A new migration that its runner does not run, or that keeps later ones from being run. */
export interface NeverRun {
  readonly tool: ToolId;
  /** Of an entry; null: the file is none. */
  readonly id: string | null;
  readonly path: string;
  readonly why: WhyNeverRun;
}

export type WhyNeverRun =
  /** It sorts before, or at, what is merged; `after` is what it would have to come after. */
  | { readonly kind: "early"; readonly after: Version; readonly runner: Exclude<Early["runner"], "runs"> }
  /** Its version is a time that is not over yet: later ones with the time of their making sort before it. */
  | { readonly kind: "ahead"; readonly time: number; readonly runner: Exclude<Early["runner"], "runs"> }
  /** The tool's own index of migrations does not name it. */
  | { readonly kind: "not listed"; readonly index: string }
  /** Its name is not of the form that the tool wants. */
  | { readonly kind: "name"; readonly form: string };

export interface Version {
  readonly id: string;
  readonly version: string;
}

/** New entries that the runner meets with merged ones above them. */
export function earlyOnes(folder: Folder, merged: readonly Entry[], fresh: readonly Entry[]): Early[] {
  const isLate = folder.isLate ?? ((entry: Entry, other: Entry) => folder.compare(entry, other) < 0);
  const versioned = merged.filter(({ repeatable }) => repeatable !== true);
  return fresh.flatMap((entry) => {
    const later = versioned.find((other) => isLate(entry, other));
    return later === undefined || entry.repeatable === true
      ? []
      : [{ id: entry.id, before: later.id, runner: folder.late }];
  });
}

/**
 * What of the new files is never run.
 *
 * @param merged the base's entries, in the runner's order
 * @param fresh new entries
 */
export function neverRun(
  folder: Folder,
  merged: readonly Entry[],
  fresh: readonly Entry[],
  passedOver: readonly PassedOver[],
): NeverRun[] {
  const { late: runner, tool } = folder;
  const left = passedOver.map(({ path, why }): NeverRun => ({ tool, id: null, path, why }));
  if (runner === "runs") return left;
  const early = new Set(earlyOnes(folder, merged, fresh).map(({ id }) => id));
  const last = merged
    .filter(({ repeatable }) => repeatable !== true)
    .reduce<Entry | null>(
      (latest, entry) => (latest === null || folder.compare(latest, entry) <= 0 ? entry : latest),
      null,
    );
  const own = fresh.flatMap((entry): NeverRun[] => {
    if (entry.repeatable === true) return [];
    const { id, path, version } = entry;
    if (early.has(id) && last !== null)
      return [{ tool, id, path, why: { kind: "early", after: last, runner } }];
    const time = timeOf(version);
    return time === null ? [] : [{ tool, id, path, why: { kind: "ahead", time, runner } }];
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

/** A file that is passed over for its name. */
export function misnamed(path: string, form: string, why: string): PassedOver {
  return { path, line: null, reason: why, why: { kind: "name", form } };
}

// What people keep beside migrations, and nobody means to be run by the tool.
const BESIDE =
  /^(schema|structure|seeds?|dump|readme|template|queries|query|init|rollback|down)\b|[._-](down|undo|rollback|revert)\.\w+$/i;

/** Whether a file that the tool leaves out was meant to be a migration. */
export function isMeant(path: string): boolean {
  return !BESIDE.test(basename(path));
}
