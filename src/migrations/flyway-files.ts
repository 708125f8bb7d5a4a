import { duplicates } from "./numbered-files.ts";
import type { Entry, Listing } from "./tool.ts";
import { basename, filesBelow, readText, type Tree } from "./tree.ts";

/** `V1.2__name.sql`; parts of a version are separated by dots or underscores. */
export const VERSIONED = /^V(\d+(?:[._]\d+)*)__.*\.sql$/;
const BASELINE = /^B(\d+(?:[._]\d+)*)__.*\.sql$/;
const REPEATABLE = /^R__(.*)\.sql$/;
const UNDO = /^U\d+(?:[._]\d+)*__.*\.sql$/;
const CALLBACK = /^(before|after|create|beforeEach|afterEach)[A-Z]\w*\.sql$|^createSchema/;
const CODE = /^[VR][\d._]*__\w+\.(java|kt|groovy)$/;

/** Versions by their parts as numbers, then what is repeatable by its description. */
export async function listFlyway(
  tree: Tree,
  dir: string,
  isOwn: (path: string) => boolean,
): Promise<Listing> {
  const paths = filesBelow(tree.files, dir).filter(isOwn);
  const versioned = paths.flatMap((path) => entryFor(path, VERSIONED));
  const versions = [...versioned, ...baselines(paths, versioned)].sort(compareVersions);
  const repeatable = paths.flatMap((path): Entry[] => {
    const description = REPEATABLE.exec(basename(path))?.[1];
    if (description === undefined) return [];
    return [{ id: stem(path), path, version: description, repeatable: true }];
  });
  const entries = [...versions, ...repeatable.sort(compareVersions)];
  const names = new Set(entries.map(({ path }) => path));
  const others = paths.filter(
    (path) => /\.sql$/i.test(path) && !names.has(path) && !UNDO.test(basename(path)),
  );
  return {
    entries: await Promise.all(entries.map((entry) => withSettings(tree, entry, new Set(paths)))),
    problems: duplicates(
      versions.map((entry) => ({ ...entry, version: normal(entry.version) })),
      "Flyway stops at it",
    ),
    code: paths
      .filter((path) => CODE.test(basename(path)))
      .map((path) => ({ path, line: null, reason: "is a migration in Java: code is not read" })),
    remarks: others.map((path) => ({ path, line: null, reason: wordFor(basename(path)) })),
  };
}

export function compareVersions(a: Entry, b: Entry): number {
  if (a.repeatable !== b.repeatable) return a.repeatable === true ? 1 : -1;
  if (a.repeatable === true) return a.version < b.version ? -1 : a.version > b.version ? 1 : 0;
  const [left, right] = [parts(a.version), parts(b.version)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? 0n, right[index] ?? 0n];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** A baseline stands for the versions up to its own; where those are still there, no existing database runs it. */
function baselines(paths: readonly string[], versioned: readonly Entry[]): Entry[] {
  const all = paths.flatMap((path) => entryFor(path, BASELINE)).sort(compareVersions);
  const last = all.at(-1);
  return last === undefined || versioned.some((entry) => compareVersions(entry, last) <= 0) ? [] : [last];
}

function entryFor(path: string, pattern: RegExp): Entry[] {
  const version = pattern.exec(basename(path))?.[1];
  return version === undefined ? [] : [{ id: stem(path), path, version }];
}

/** `V1__x.sql.conf` beside the script. */
async function withSettings(tree: Tree, entry: Entry, paths: ReadonlySet<string>): Promise<Entry> {
  const path = `${entry.path}.conf`;
  if (!paths.has(path)) return entry;
  const lines = ((await readText(tree, path)) ?? "").matchAll(/^\s*(\w+)\s*=\s*(.*?)\s*$/gm);
  return {
    ...entry,
    settings: Object.fromEntries([...lines].map(([, key = "", value = ""]) => [key, value])),
  };
}

function wordFor(name: string): string {
  if (CALLBACK.test(name)) return "is a callback of Flyway's: it is not judged";
  if (BASELINE.test(name)) return "is a baseline: databases that run the versions before it never run it";
  return "is passed over by Flyway: its name is not V<version>__<name>.sql";
}

function parts(version: string): bigint[] {
  return version.split(/[._]/).map(BigInt);
}

function normal(version: string): string {
  return parts(version)
    .join(".")
    .replace(/(\.0)+$/, "");
}

function stem(path: string): string {
  return basename(path).replace(/\.sql$/, "");
}
