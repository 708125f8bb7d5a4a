import { basename, filesBelow, isSqlFile, readText, type Tree } from "../../tree.ts";
import { sameVersions } from "../numbered-files.ts";
import { misnamed } from "../passed-over.ts";
import { byVersionText, type FolderListing, type MigrationFile } from "../tool.ts";
import type { FlywayNames } from "./config.ts";
import { type FlywayName, nameIn } from "./names.ts";
import { compareVersions, normalVersion } from "./versions.ts";

/** Versions by their parts as numbers, then what is repeatable by its description, then callbacks. */
export async function listFlyway(
  tree: Tree,
  dir: string,
  names: FlywayNames,
  isOwn: (path: string) => boolean,
): Promise<FolderListing> {
  const paths = filesBelow(tree.files, dir).filter(isOwn);
  const named = paths.flatMap((path) => {
    const name = nameIn(path, names);
    return name === null ? [] : [{ path, ...name }];
  });
  const filesOf = (kind: FlywayName["kind"]) =>
    named
      .filter((one) => one.kind === kind)
      .map(({ path, version }): MigrationFile => ({ id: stem(path), path, version }));
  const versioned = filesOf("versioned");
  const versions = [...versioned, ...baselines(filesOf("baseline"), versioned)].sort(compareFiles);
  const files = [
    ...versions,
    ...filesOf("repeatable").map((file): MigrationFile => ({ ...file, repeatable: true })),
    ...filesOf("callback").map((file): MigrationFile => ({ ...file, repeatable: true, callback: true })),
  ].sort(compareFiles);
  const said = new Map(named.map(({ path, kind }) => [path, kind]));
  const run = new Set(files.map(({ path }) => path));
  const others = paths.filter((path) => isSqlFile(path) && !run.has(path) && said.get(path) !== "undo");
  return {
    files: await Promise.all(files.map((file) => withSettings(tree, file, new Set(paths)))),
    problems: sameVersions(
      versions.map((file) => ({ ...file, version: normalVersion(file.version) })),
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

/** `U1__x.sql` of `V1__x.sql`, by its version; null: there is none. */
export function undoFile(
  { files }: Tree,
  { version, repeatable }: MigrationFile,
  names: FlywayNames,
  isOwn: (path: string) => boolean,
): string | null {
  if (repeatable === true) return null;
  const isUndo = (path: string) => {
    const name = nameIn(path, names);
    return name?.kind === "undo" && compareVersions(name.version, version) === 0;
  };
  return files.find((path) => isOwn(path) && isUndo(path)) ?? null;
}

/** Before-callbacks come behind the migrations, too: here they are judged on the schema that is there. */
export function compareFiles(a: MigrationFile, b: MigrationFile): number {
  const [first = 0, second = 0] = [a, b].map(({ repeatable, callback }) =>
    callback ? 2 : repeatable ? 1 : 0,
  );
  if (first !== second) return first - second;
  return a.repeatable === true ? byVersionText(a, b) : compareVersions(a.version, b.version);
}

/** A baseline stands for the versions up to its own; where those are still there, no existing database runs it. */
function baselines(all: readonly MigrationFile[], versioned: readonly MigrationFile[]): MigrationFile[] {
  const last = [...all].sort(compareFiles).at(-1);
  return last === undefined || versioned.some((file) => compareFiles(file, last) <= 0) ? [] : [last];
}

/** `V1__x.sql.conf` beside the script. */
async function withSettings(
  tree: Tree,
  file: MigrationFile,
  paths: ReadonlySet<string>,
): Promise<MigrationFile> {
  const path = `${file.path}.conf`;
  if (!paths.has(path)) return file;
  const lines = ((await readText(tree, path)) ?? "").matchAll(/^\s*(\w+)\s*=\s*(.*?)\s*$/gm);
  return {
    ...file,
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

function stem(path: string): string {
  return basename(path).replace(/\.[^.]*$/, "");
}
