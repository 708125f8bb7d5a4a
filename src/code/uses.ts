import { escaped } from "../migrations/tools/literals.ts";
import { isMade, isTestCode } from "./code-files.ts";
import { type CodeNames, isCommon } from "./code-names.ts";
import type { Place } from "./declared-schema.ts";
import type { GrepLine } from "./git-grep.ts";

/** Where code names a thing. */
export interface Uses {
  /** Lines that use it, as far as text tells: of the code that runs first, then of its tests. */
  readonly places: readonly Place[];
  /** Lines that hold its name beside its table's, whatever they mean by it: none of them is the proof of absence. */
  readonly mentions: readonly Place[];
}

/** What of the lines that were found uses a thing: lines in files that name both it and its table. */
export function usesOf({ owner, own }: CodeNames, byFile: ReadonlyMap<string, readonly GrepLine[]>): Uses {
  const [isOwner, isOwn, isUse] = [mentions(owner), mentions(own), uses(own)];
  const places: Place[] = [];
  const mentioned: Place[] = [];
  for (const [path, lines] of byFile) {
    if (owner.length > 0 && !lines.some(({ text }) => isOwner.test(text))) continue;
    for (const { line, text } of lines) {
      if (!isOwn.test(text)) continue;
      mentioned.push({ path, line });
      if (isUse.test(text)) places.push({ path, line });
    }
  }
  return { places: places.sort(byPlace), mentions: mentioned.sort(byPlace) };
}

/** Lines by file, without what a tool writes. */
export function linesByFile(lines: readonly GrepLine[]): Map<string, GrepLine[]> {
  const byFile = new Map<string, GrepLine[]>();
  for (const one of lines) {
    if (isMade(one.path)) continue;
    const known = byFile.get(one.path);
    if (known) known.push(one);
    else byFile.set(one.path, [one]);
  }
  return byFile;
}

function byPlace(a: Place, b: Place): number {
  const tests = Number(isTestCode(a.path)) - Number(isTestCode(b.path));
  return tests || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line);
}

const NOTHING = /(?!)/;

function mentions(names: readonly string[]): RegExp {
  return names.length === 0 ? NOTHING : new RegExp(`(?<!\\w)(?:${names.map(escaped).join("|")})(?!\\w)`);
}

/**
 * A distinctive name is a use wherever it stands. A common one is where it is read from an object, quoted, or named by
 * SQL.
 */
function uses(names: readonly string[]): RegExp {
  const parts = names.map((name) => {
    const word = `(?<!\\w)${escaped(name)}(?!\\w)`;
    return isCommon(name)
      ? `(?:[.\`"'\\[]|->|\\b(?:from|join|into|update|table|only)\\s+)${word}|${word}[\`"'\\]]`
      : word;
  });
  return parts.length === 0 ? NOTHING : new RegExp(parts.join("|"), "i");
}
