import { basename, dirname, filesIn, isBelow, isSqlFile, type Tree } from "../tree.ts";
import { isMeant, misnamed } from "./passed-over.ts";
import {
  type Folder,
  type FolderListing,
  folderWith,
  type ListingProblem,
  type MigrationFile,
  type SearchedFolders,
  type SentSql,
  type Tool,
  type WhenLate,
} from "./tool.ts";

/** A tool that runs the files of one folder whose names begin with a version. */
export interface NumberedFilesTool<Id extends string> extends Omit<Tool<Id>, "detect" | "declare"> {
  /** A file name, the version in its first group. */
  readonly file: RegExp;
  /** The files by which its folders may be known. Default: those of `file`. */
  readonly sign?: RegExp;
  /** Which of the folders with such files are the tool's; left out: all. */
  isOwn?(search: SearchedFolders, dir: string, names: readonly string[]): boolean | Promise<boolean>;
  /** Versions as numbers, or file names by code unit. */
  readonly order: "version" | "name";
  /** What the tool does at the second file of one version. Default: it stops. */
  readonly twice?: string;
  /** The form of the names that it runs, in words: "<digits>_<name>.sql". */
  readonly form: string;
  /** What is said of another file of SQL. Default: it is passed over, since its name is not of the form. */
  readonly other?: string;
  /** It stops at such a file. */
  readonly stopsAtOther?: true;
  /** Whether such a file is meant to be a migration. Default: {@link isMeant}. */
  isMeant?(path: string): boolean;
  readonly late: WhenLate;
  readonly assumption?: string;
  read(file: MigrationFile, text: string): SentSql;
  /** Migrations in code among the files of the folder. */
  isCode?(name: string): boolean;
  /** The folder in a declared one in which its migrations lie, where there is one. */
  readonly subfolder?: string;
  /** What is different in one folder, by what stands in it or beside it. */
  adjust?(folder: Folder, tree: Tree): Folder | Promise<Folder>;
}

export function numberedFilesTool<const Id extends string>(about: NumberedFilesTool<Id>): Tool<Id> {
  const { adjust = (folder: Folder) => folder, subfolder, file, sign = file } = about;
  const tool: NumberedFilesTool<Id> & Tool<Id> = {
    ...about,
    async detect(search) {
      const folders: Folder[] = [];
      for (const [dir, names] of search.folders) {
        if (!names.some((name) => sign.test(name))) continue;
        if ((await about.isOwn?.(search, dir, names)) === false) continue;
        folders.push(await adjust(numberedFolder(tool, dir), search.tree));
      }
      return folders;
    },
    async declare(tree, { dir }) {
      const nested = `${dir}/${subfolder}`;
      const isNested = subfolder !== undefined && tree.files.some((path) => isBelow(path, nested));
      return adjust(numberedFolder(tool, isNested ? nested : dir), tree);
    },
  };
  return tool;
}

function numberedFolder(tool: NumberedFilesTool<string> & Tool, dir: string): Folder {
  const { assumption = null, isCode = () => false, late, order, read } = tool;
  const compare = order === "version" ? byNumber : byPath;
  return folderWith({
    tool,
    dir,
    assumption,
    late,
    owns: (path) => dirname(path) === dir && (isSqlFile(path) || isCode(basename(path))),
    list: async (tree) => list(tree, dir, tool, compare),
    compare,
    read,
  });
}

function list(
  tree: Tree,
  dir: string,
  tool: NumberedFilesTool<string>,
  compare: Folder["compare"],
): FolderListing {
  const { name, file, form, isCode = () => false, isMeant: isOwn = isMeant } = tool;
  const { twice = `${name} stops at it`, stopsAtOther = false } = tool;
  const { other: reason = `is passed over by ${name}: its name is not ${form}` } = tool;
  const paths = filesIn(tree.files, dir);
  const files: MigrationFile[] = [];
  const others: string[] = [];
  for (const path of paths) {
    const version = file.exec(basename(path))?.[1];
    if (version !== undefined) files.push({ id: basename(path).replace(/\.sql$/, ""), path, version });
    else if (isSqlFile(path)) others.push(path);
  }
  files.sort(compare);
  const isStop = (path: string) => stopsAtOther && path.endsWith(".sql");
  const said = (path: string, why = reason) => ({ path, line: null, reason: why });
  return {
    files,
    problems: [
      ...sameVersions(files, twice),
      ...mixedLengths(files),
      ...others.filter(isStop).map((path) => said(path)),
    ],
    code: paths
      .filter((path) => isCode(basename(path)))
      .map((path) => said(path, "is a migration in code: code is not read")),
    passedOver: others
      .filter((path) => isOwn(path) && !isStop(path))
      .map((path) => misnamed(path, form, reason)),
    remarks: stopsAtOther ? [] : others.filter((path) => !isOwn(path)).map((path) => said(path)),
  };
}

/** The first file beside another of the form `file` with the same version, in its first group; null: there is none. */
export function versionedFile(
  files: readonly string[],
  beside: string,
  version: string,
  file: RegExp,
): string | null {
  const isSame = (path: string) => {
    const own = file.exec(basename(path))?.[1];
    return own !== undefined && BigInt(own) === BigInt(version);
  };
  return filesIn(files, dirname(beside)).find(isSame) ?? null;
}

/** Two migrations of one version, each but the first. */
export function sameVersions(files: readonly MigrationFile[], twice: string): ListingProblem[] {
  const seen = new Map<string, MigrationFile>();
  return files.flatMap((file) => {
    const version = /^\d+$/.test(file.version) ? BigInt(file.version).toString() : file.version;
    const first = seen.get(version);
    if (first === undefined) seen.set(version, file);
    const reason = `has the same version as ${basename(first?.path ?? "")} (${file.version}): ${twice}`;
    return first === undefined ? [] : [{ path: file.path, line: null, reason, drift: SAME_VERSION }];
  });
}

const SAME_VERSION = { kind: "duplicate", next: "give one of them a version of its own" } as const;

/** Dates without a time beside dates with one: as numbers they come before all of those, as text among them. */
function mixedLengths(files: readonly MigrationFile[]) {
  if (!files.some(({ version }) => /^(19|20)\d{12}$/.test(version))) return [];
  const reason =
    "has a date of 8 digits as its version, beside others of 14: tools do not agree on their order";
  return files
    .filter(({ version }) => /^(19|20)\d{6}$/.test(version))
    .map(({ path }) => ({ path, line: null, reason }));
}

export function byNumber(a: MigrationFile, b: MigrationFile): number {
  const [left, right] = [BigInt(a.version), BigInt(b.version)];
  return left === right ? byPath(a, b) : left < right ? -1 : 1;
}

function byPath(a: MigrationFile, b: MigrationFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
