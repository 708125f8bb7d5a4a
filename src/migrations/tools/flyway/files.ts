import { misnamed } from "../../compare-with-base/never-run.ts";
import { basename, filesBelow, isSqlFile, readText, type Tree } from "../../tree.ts";
import { duplicates } from "../numbered-files.ts";
import type { Entry, Listing } from "../tool.ts";
import type { FlywayNames } from "./config.ts";
import { type FlywayName, nameIn } from "./names.ts";

/** Versions by their parts as numbers, then what is repeatable by its description, then callbacks. */
export async function listFlyway(
  tree: Tree,
  dir: string,
  names: FlywayNames,
  isOwn: (path: string) => boolean,
): Promise<Listing> {
  const paths = filesBelow(tree.files, dir).filter(isOwn);
  const named = paths.flatMap((path) => {
    const name = nameIn(path, names);
    return name === null ? [] : [{ path, ...name }];
  });
  const entriesOf = (kind: FlywayName["kind"]) =>
    named
      .filter((one) => one.kind === kind)
      .map(({ path, version }): Entry => ({ id: stem(path), path, version }));
  const versioned = entriesOf("versioned");
  const versions = [...versioned, ...baselines(entriesOf("baseline"), versioned)].sort(compareVersions);
  const entries = [
    ...versions,
    ...entriesOf("repeatable").map((entry): Entry => ({ ...entry, repeatable: true })),
    ...entriesOf("callback").map((entry): Entry => ({ ...entry, repeatable: true, callback: true })),
  ].sort(compareVersions);
  const said = new Map(named.map(({ path, kind }) => [path, kind]));
  const run = new Set(entries.map(({ path }) => path));
  const others = paths.filter((path) => isSqlFile(path) && !run.has(path) && said.get(path) !== "undo");
  return {
    entries: await Promise.all(entries.map((entry) => withSettings(tree, entry, new Set(paths)))),
    problems: duplicates(
      versions.map((entry) => ({ ...entry, version: normal(entry.version) })),
      "Flyway stops at it",
    ),
    code: paths
      .filter((path) => said.get(path) === "code")
      .map((path) => ({ path, line: null, reason: "is a migration in Java: code is not read" })),
    passedOver: others
      .filter((path) => !said.has(path) && isMisnamed(path, names))
      .map((path) => misnamed(path, formOf(names), wordFor(undefined, names))),
    remarks: others
      .filter((path) => said.has(path) || !isMisnamed(path, names))
      .map((path) => ({ path, line: null, reason: wordFor(said.get(path), names) })),
  };
}

/** Before-callbacks come behind the migrations, too: here they are judged on the schema that is there. */
export function compareVersions(a: Entry, b: Entry): number {
  const [first, second] = [a, b].map(({ repeatable, callback }) => (callback ? 2 : repeatable ? 1 : 0));
  if (first !== second) return (first ?? 0) - (second ?? 0);
  if (a.repeatable === true) return a.version < b.version ? -1 : a.version > b.version ? 1 : 0;
  const [left, right] = [parts(a.version), parts(b.version)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? 0n, right[index] ?? 0n];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** A baseline stands for the versions up to its own; where those are still there, no existing database runs it. */
function baselines(all: readonly Entry[], versioned: readonly Entry[]): Entry[] {
  const last = [...all].sort(compareVersions).at(-1);
  return last === undefined || versioned.some((entry) => compareVersions(entry, last) <= 0) ? [] : [last];
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

function wordFor(kind: FlywayName["kind"] | undefined, names: FlywayNames): string {
  if (kind === "other callback")
    return "is a callback of Flyway's that migrate does not run: it is not judged";
  if (kind === "baseline") return "is a baseline: databases that run the versions before it never run it";
  return `is passed over by Flyway: its name is not ${formOf(names)}`;
}

function formOf({ versioned, separator, suffixes }: FlywayNames): string {
  return `${versioned}<version>${separator}<name>${suffixes[0] ?? ""}`;
}

/** Meant to be a migration: it begins as one does, in letters of either case, or with a number. */
function isMisnamed(path: string, { versioned, repeatable, baseline }: FlywayNames): boolean {
  const name = basename(path).toLowerCase();
  if (/^\d/.test(name)) return true;
  return [versioned, baseline, repeatable].some((prefix) => {
    const rest = name.startsWith(prefix.toLowerCase()) ? name.slice(prefix.length) : "";
    return prefix === repeatable ? /^__?/.test(rest) : /^\d/.test(rest);
  });
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
  return basename(path).replace(/\.[^.]*$/, "");
}
