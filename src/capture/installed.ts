/** The packages that a command finds, which are in no tree of git. */
import { realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { ancestors, INSTALLED } from "./base-checkout.ts";
import { entriesOf, filesBelow, namesBelow, stateOf } from "./files-on-disk.ts";
import type { CapturedCommand } from "./run.ts";

/** What is installed in the folder of the command and in those above it, up to the top. */
export function installedPackages(cwd: string, root: string): string[] {
  return ancestors(cwd, root)
    .flatMap((folder) => INSTALLED.map((name) => join(folder, name)))
    .flatMap((path) =>
      path.endsWith("node_modules") ? nodeModules(path, root) : [stateOf(path), ...namesBelow(path, DEEPEST)],
    );
}

/** vendor/bundle/ruby/<version>/gems/<gem> */
const DEEPEST = 5;

/** Whatever installs packages makes them new or writes a file beside them. */
function nodeModules(folder: string, root: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (CACHES.has(entry.name)) return [];
    if (entry.name.startsWith("@")) return nodeModules(path, root);
    return [`${path} ${stateOf(path)}`, ...(entry.isSymbolicLink() ? ownPackage(path, root) : [])];
  });
}

const CACHES: ReadonlySet<string> = new Set([".cache", ".bin", ".vite", ".vitest"]);

/** A workspace of the repository itself is read in the working tree, wherever the command runs. */
function ownPackage(link: string, root: string): string[] {
  const folder = realOf(link);
  const isOwn = folder?.startsWith(root + sep) && !folder.split(sep).includes("node_modules");
  return folder !== null && isOwn ? filesBelow(folder, isInstalled) : [];
}

/** Not of the repository: packages and git's own. */
export function isInstalled(name: string): boolean {
  return name === ".git" || INSTALLED.includes(name);
}

/** Programs by which commands are run, besides their own. */
const INTERPRETERS = ["node", "python3", "python", "ruby"];

/** The programs that commands start, and the packages of the system's interpreters. */
export function programs(commands: readonly CapturedCommand[], path = ""): string[] {
  const asked = [
    ...commands.map(({ argv: [program = ""], cwd }) => found(program, cwd, path)),
    ...INTERPRETERS.map((name) => found(name, "", path)),
  ];
  return [...new Set(asked.flatMap((program) => program ?? []))].flatMap((program) => [
    `${program} ${stateOf(program)}`,
    ...packagesOf(dirname(dirname(program))),
  ]);
}

function found(program: string, cwd: string, path: string): string | null {
  if (program.includes("/")) return realOf(resolve(cwd, program));
  const folders = path.split(delimiter).filter(isAbsolute);
  return folders.map((folder) => realOf(join(folder, program))).find((it) => it !== null) ?? null;
}

/** Of the interpreter at a prefix: their names have their versions. */
function packagesOf(prefix: string): string[] {
  const versions = ["lib", "local/lib"].flatMap((lib) => below(join(prefix, lib), /^python\d/));
  const python = versions.flatMap((folder) => below(folder, /^(?:site|dist)-packages$/));
  const gems = ["lib/ruby/gems", "../var/lib/gems", "share/rubygems-integration"]
    .flatMap((folder) => below(join(prefix, folder), /^\w/))
    .map((folder) => join(folder, "specifications"));
  return [...python, ...gems].flatMap((folder) => namesBelow(folder, 1));
}

function below(folder: string, name: RegExp): string[] {
  return entriesOf(folder).flatMap((entry) => (name.test(entry.name) ? join(folder, entry.name) : []));
}

function realOf(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
