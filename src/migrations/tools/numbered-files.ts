import { isMeant, misnamed } from "../compare-with-base/never-run.ts";
import type { History, ToolId } from "../migration.ts";
import { basename, dirname, filesIn, isSqlFile, type Tree } from "../tree.ts";
import type { Entry, Folder, Listing, Reading } from "./tool.ts";

/** A tool that runs the files of one folder whose names begin with a version. */
export interface NumberedFiles {
  readonly tool: ToolId;
  /** A file name, the version in its first group. */
  readonly name: RegExp;
  /** Versions as numbers, or file names by code unit. */
  readonly order: "version" | "name";
  /** What the tool does at the second file of one version. */
  readonly twice: string;
  /** The form of the names that it runs, in words: "<digits>_<name>.sql". */
  readonly form: string;
  /** What it does with another file of SQL: it stops, or passes over those that are meant to be migrations, with a word. */
  readonly other: { readonly reason: string; readonly stops: boolean; isMeant?(path: string): boolean };
  readonly history: History | null;
  readonly late: Folder["late"];
  readonly assumption?: string;
  read(entry: Entry, text: string): Reading;
  /** Migrations in code among the files of the folder. */
  isCode?(name: string): boolean;
}

export function numberedFolder(dir: string, files: NumberedFiles): Folder {
  const compare = files.order === "version" ? byVersion : byName;
  return {
    tool: files.tool,
    dir,
    database: null,
    notRead: null,
    assumption: files.assumption ?? null,
    history: files.history,
    late: files.late,
    owns: (path) => dirname(path) === dir && (isSqlFile(path) || files.isCode?.(basename(path)) === true),
    list: async (tree) => list(tree, dir, files, compare),
    compare,
    read: files.read,
  };
}

function list(tree: Tree, dir: string, files: NumberedFiles, compare: Folder["compare"]): Listing {
  const paths = filesIn(tree.files, dir);
  const entries: Entry[] = [];
  const others: string[] = [];
  for (const path of paths) {
    const version = files.name.exec(basename(path))?.[1];
    if (version !== undefined) entries.push({ id: basename(path).replace(/\.sql$/, ""), path, version });
    else if (isSqlFile(path)) others.push(path);
  }
  entries.sort(compare);
  const { reason, stops, isMeant: isOwn = isMeant } = files.other;
  return {
    entries,
    problems: [
      ...duplicates(entries, files.twice),
      ...mixedLengths(entries),
      ...(stops
        ? others.filter((path) => path.endsWith(".sql")).map((path) => ({ path, line: null, reason }))
        : []),
    ],
    code: paths
      .filter((path) => files.isCode?.(basename(path)) === true)
      .map((path) => ({ path, line: null, reason: "is a migration in code: code is not read" })),
    passedOver: others
      .filter((path) => isOwn(path) && !(stops && path.endsWith(".sql")))
      .map((path) => misnamed(path, files.form, reason)),
    remarks: stops ? [] : others.filter((path) => !isOwn(path)).map((path) => ({ path, line: null, reason })),
  };
}

/** Two migrations of one version, each but the first. */
export function duplicates(entries: readonly Entry[], twice: string) {
  const seen = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const version = normal(entry.version);
    const first = seen.get(version);
    if (first === undefined) seen.set(version, entry);
    const reason = `has the same version as ${basename(first?.path ?? "")} (${entry.version}): ${twice}`;
    return first === undefined ? [] : [{ path: entry.path, line: null, reason }];
  });
}

function normal(version: string): string {
  return /^\d+$/.test(version) ? BigInt(version).toString() : version;
}

/** Dates without a time beside dates with one: as numbers they come before all of those, as text among them. */
function mixedLengths(entries: readonly Entry[]) {
  if (!entries.some(({ version }) => /^(19|20)\d{12}$/.test(version))) return [];
  const reason =
    "has a date of 8 digits as its version, beside others of 14: tools do not agree on their order";
  return entries
    .filter(({ version }) => /^(19|20)\d{6}$/.test(version))
    .map(({ path }) => ({ path, line: null, reason }));
}

function byVersion(a: Entry, b: Entry): number {
  const [left, right] = [BigInt(a.version), BigInt(b.version)];
  if (left !== right) return left < right ? -1 : 1;
  return byName(a, b);
}

function byName(a: Entry, b: Entry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
