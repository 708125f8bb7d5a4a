import { misnamed } from "../compare-with-base/never-run.ts";
import { basename, dirname, filesBelow, isSqlFile, type Tree } from "../tree.ts";
import { duplicates } from "./numbered-files.ts";
import type { Entry, Folder, Listing, Reading, Search } from "./tool.ts";

/** A runner whose migration is a folder, `<version>_<name>/up.sql`, with the way back beside it. */
export interface UpFolders {
  readonly runner: string;
  readonly assumption: string;
  /** As `Migration.noTransaction`. */
  readonly noTransaction: string;
  /** Of the folder's name. */
  readonly version: RegExp;
  compare(a: Entry, b: Entry): number;
  /** What the files beside the script say. */
  settings?(tree: Tree, dir: string): Promise<Readonly<Record<string, string>>>;
  read(entry: Entry, text: string): Reading;
}

/** Folders in which migrations of this form lie. */
export function upFolderDirs(search: Search): string[] {
  const dirs = [...search.folders].flatMap(([dir, names]) =>
    dir !== "" && VERSIONED.test(basename(dir)) && names.some((name) => SCRIPT.test(name))
      ? [dirname(dir)]
      : [],
  );
  return [...new Set(dirs)];
}

const VERSIONED = /^\d[\d-]*_/;
const SCRIPT = /^up\.(sql|ya?ml)$/;

export function upFolder(dir: string, form: UpFolders): Folder {
  return {
    tool: "sql",
    runner: form.runner,
    dir,
    database: null,
    notRead: null,
    assumption: form.assumption,
    noTransaction: form.noTransaction,
    history: null,
    late: "runs",
    owns: (path) =>
      dirname(dirname(path)) === dir && (isSqlFile(path) || /^(up|down)\.ya?ml$/.test(basename(path))),
    list: (tree) => list(tree, dir, form),
    compare: form.compare,
    read: form.read,
  };
}

async function list(tree: Tree, dir: string, form: UpFolders): Promise<Listing> {
  const files = filesBelow(tree.files, dir).filter((path) => dirname(dirname(path)) === dir);
  const entries: Entry[] = [];
  for (const path of files.filter((path) => basename(path) === "up.sql")) {
    const id = basename(dirname(path));
    const version = form.version.exec(id)?.[1];
    if (version === undefined) continue;
    const settings = await form.settings?.(tree, dirname(path));
    entries.push({
      id,
      path,
      version: version.replaceAll("-", ""),
      ...(settings === undefined ? {} : { settings }),
    });
  }
  const known = new Set(entries.map(({ path }) => path));
  return {
    entries: entries.sort(form.compare),
    problems: duplicates(entries, `${form.runner} knows one of them only`),
    code: files
      .filter((path) => /^up\.ya?ml$/.test(basename(path)))
      .map((path) => ({ path, line: null, reason: "is a migration in YAML: it is not read" })),
    passedOver: files
      .filter((path) => isSqlFile(path) && !known.has(path) && basename(path) !== "down.sql")
      .map((path) =>
        misnamed(path, "<version>_<name>/up.sql", `is passed over by ${form.runner}: it is no up.sql`),
      ),
    remarks: [],
  };
}

export function byNumber(a: Entry, b: Entry): number {
  const [left, right] = [BigInt(a.version), BigInt(b.version)];
  return left < right ? -1 : left > right ? 1 : byText(a, b);
}

export function byText(a: Entry, b: Entry): number {
  if (a.version !== b.version) return a.version < b.version ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
