import { basename, dirname, isBelow, isSqlFile } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";

/** New files that look like migrations and that no folder of migrations owns: never passed over in silence. */
export function unowned(
  added: readonly string[],
  isOwned: (path: string) => boolean,
  isTarget: (dir: string) => boolean,
): Unreadable[] {
  const reasonFor = (path: string) => {
    if (CODE.test(path)) return NO_TOOL;
    const isOtherName = isTarget(dirname(path)) && !path.endsWith(".sql");
    return isOtherName ? NOT_SQL : howToDeclare(dirname(path));
  };
  return added
    .filter((path) => looksLikeMigration(path) && !isOwned(path))
    .map((path) => ({ path, line: null, reason: reasonFor(path) }));
}

const NOT_SQL = "looks like a migration, but only files .sql are read in this folder: rename it";
const NO_TOOL = "looks like a migration in code, of a tool that is not known: it is not read";

function howToDeclare(dir: string): string {
  const target = `{ "dir": ${JSON.stringify(dir || ".")}, "tool": "sql" }`;
  return `looks like a migration, but belongs to no target: declare it with  targets: [${target}]  in lockgate's config`;
}

// Numbers, dates and Flyway's versions, as migrations begin: "0001_", "20260101120000_", "V1.2__".
const NUMBERED = /^(\d{8,}|\d{3,6}[_-]|V\d+([._]\d+)*__|R__)/;
const CODE = /\.(ts|mts|cts|js|mjs|cjs|py|rb|go|cs|php|java|kt|exs|xml)$/;
const BACKWARD = /[._-](down|undo|rollback|revert)\.\w+$/i;

export function looksLikeMigration(path: string): boolean {
  const name = basename(path);
  const folders = dirname(path).split("/");
  if (isSqlFile(name)) {
    if (BACKWARD.test(name)) return false;
    return NUMBERED.test(name) || /\.up\.sql$/.test(name) || folders.some((folder) => /migrat/i.test(folder));
  }
  return (
    CODE.test(name) &&
    NUMBERED.test(name) &&
    folders.some((folder) => /^migrations?$|^migrate$/i.test(folder))
  );
}

/** Whether a path, or anything below it, is among the changed ones. */
export function isTouched(changed: ReadonlySet<string>, path: string): boolean {
  return changed.has(path) || [...changed].some((other) => isBelow(other, path));
}
