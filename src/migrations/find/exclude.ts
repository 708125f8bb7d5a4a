import { isBelow } from "../tree.ts";

// Migrations in these are not run on the project's database: they are samples, or somebody else's.
const LEFT_OUT =
  /^(node_modules|bower_components|vendor|fixtures?|__fixtures__|test-?data|testdata|tests?|__tests__|__mocks__|e2e|examples?|samples?)$/i;

/** Files below a start, without those in folders left out by rule, and those folders. */
export interface Searched {
  readonly files: readonly string[];
  /** The outermost folders left out that hold SQL. */
  readonly excluded: readonly string[];
}

/**
 * The rule holds *below* a start, never for the start itself or for a folder that the config declares: who names
 * `fixtures/shop` means it.
 */
export function leaveOut(files: readonly string[], start: string, declared: readonly string[]): Searched {
  const excluded = new Set<string>();
  const kept: string[] = [];
  for (const path of files) {
    if (!isBelow(path, start)) continue;
    const left = outermostLeftOut(path, start);
    if (left === null || declared.some((dir) => isBelow(path, dir))) kept.push(path);
    else if (path.endsWith(".sql")) excluded.add(left);
  }
  return { files: kept, excluded: [...excluded].sort() };
}

function outermostLeftOut(path: string, start: string): string | null {
  let from = start === "" ? 0 : start.length + 1;
  for (let slash = path.indexOf("/", from); slash >= 0; slash = path.indexOf("/", from)) {
    if (LEFT_OUT.test(path.slice(from, slash))) return path.slice(0, slash);
    from = slash + 1;
  }
  return null;
}
