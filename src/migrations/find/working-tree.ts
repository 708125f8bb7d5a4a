import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
} from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { git, type Repository } from "../compare-with-base/git.ts";
import { LARGEST, tooLarge } from "../decode.ts";
import { dirname, FileFailure, isBelow, type Tree } from "../tree.ts";
import { isOutside, toPath } from "./given.ts";

/** The files on disk, and those of them that git does not know. */
export interface WorkingTree extends Tree {
  readonly untracked: ReadonlySet<string>;
}

/**
 * The files on disk below `starts` (paths relative to `root`, `""` for all of it): tracked ones and untracked ones that
 * git does not ignore. Without git, or for a start that git ignores, all but `node_modules` and `.git`.
 */
export async function workingTree(
  root: string,
  repository: Repository | null,
  starts: readonly string[],
): Promise<WorkingTree> {
  const untracked = new Set<string>();
  const listed = repository === null ? [] : await listWithGit(repository, starts, untracked);
  const unlisted = starts.filter((start) => !listed.some((path) => isBelow(path, start)));
  const walked = unlisted
    .filter((start) => !leadsOut(root, start))
    .flatMap((start) => walk(resolve(root, start), start));
  for (const path of walked) untracked.add(path);
  const files = [...new Set([...listed, ...walked])].sort();
  // No link was followed on the way to what was walked.
  const isOut = foldersOut(root, new Set(walked.map(dirname)));
  return {
    files,
    untracked,
    async read(path) {
      if (isOut(dirname(path))) throw new FileFailure(path, OUT, "link");
      return readFile(root, path);
    },
  };
}

/** As `leadsOut`, for the folders of many files: each is asked once, and what is no link lies where its parent does. */
function foldersOut(root: string, inside: ReadonlySet<string>): (folder: string) => boolean {
  const known = new Map<string, boolean>([...inside].map((folder) => [folder, false]));
  const isOut = (folder: string): boolean => {
    if (folder === "" || folder === ".." || folder.startsWith("../")) return false;
    const before = known.get(folder);
    if (before !== undefined) return before;
    const out = isOut(dirname(folder)) || (isLink(resolve(root, folder)) && leadsOut(root, folder));
    known.set(folder, out);
    return out;
  };
  return isOut;
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    // Who reads what lies there is told why that cannot be read.
    return false;
  }
}

async function listWithGit(
  repository: Repository,
  starts: readonly string[],
  untracked: Set<string>,
): Promise<string[]> {
  const inside = starts.filter((start) => start !== ".." && !start.startsWith("../"));
  if (inside.length === 0) return [];
  const kinds = ["ls-files", "-z", "-t", "--cached", "--others", "--deleted", "--exclude-standard"];
  const only = inside.includes("") ? [] : inside.map((start) => `:(literal,top)${start}`);
  const output = (await git(repository.root, [...kinds, "--", ...only])).toString();
  const deleted = new Set<string>();
  const files: string[] = [];
  for (const entry of output.split("\0")) {
    // "R path": tracked, but deleted on disk. It is listed as "H path" too.
    const path = entry.slice(2);
    if (entry.startsWith("R ")) deleted.add(path);
    else if (entry !== "") files.push(path);
    if (entry.startsWith("? ")) untracked.add(path);
  }
  return deleted.size === 0 ? files : files.filter((path) => !deleted.has(path));
}

/**
 * Whether a path of the repository is, or lies behind, a link out of it. A path that is outside by its own words ("../x")
 * is where the user pointed.
 */
export function leadsOut(root: string, path: string): boolean {
  const absolute = resolve(root, path);
  if (isOutside(root, absolute)) return false;
  try {
    return isOutside(realpathSync.native(root), realpathSync.native(absolute));
  } catch {
    // What does not exist leads nowhere.
    return false;
  }
}

/** As git lists: files, and links that are not followed, which are read or named like files. `start` is the folder's path. */
function walk(folder: string, start: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const { name } = entry;
    const path = start === "" ? name : `${start}/${name}`;
    if (!entry.isDirectory()) return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
    return name === "node_modules" || name === ".git" ? [] : walk(`${folder}/${name}`, path);
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that may not be read has no files for anybody.
    return [];
  }
}

/**
 * Synchronous on purpose: a repository has hundreds of small files, and the thread pool costs more than the reads.
 */
function readFile(root: string, path: string): Buffer {
  // A listed path has nothing to resolve.
  const absolute = isAbsolute(path) || DOTS.test(path) ? resolve(root, path) : `${root}/${path}`;
  try {
    // O_NOFOLLOW is 0 or missing on Windows; there a link is followed as the system does.
    const descriptor = openSync(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      return readSmall(descriptor) ?? readAll(descriptor, path);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof FileFailure) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ELOOP" || code === "EMLINK") return readLink(root, path);
    const reason = REASONS[code] ?? `cannot be read (${code || "unknown error"})`;
    throw new FileFailure(path, reason, code === "EISDIR" ? "directory" : null);
  }
}

const OUT = "is a symbolic link out of the repository: it is not followed";

/** "." or ".." among the parts of a path. */
const DOTS = /(?:^|[/\\])\.\.?(?:[/\\]|$)/;

const SMALL = Buffer.allocUnsafeSlow(64 * 1024);

/** A file that ends within it, as most do: nobody has to be asked for its size. Else null, and nothing is read. */
function readSmall(descriptor: number): Buffer | null {
  let length = 0;
  for (let read = -1; read !== 0; length += read) {
    if (length === SMALL.length) return null;
    read = readSync(descriptor, SMALL, length, SMALL.length - length, length);
  }
  return Buffer.from(SMALL.subarray(0, length));
}

function readAll(descriptor: number, path: string): Buffer {
  const { size } = fstatSync(descriptor);
  if (size > 4 * LARGEST) throw new FileFailure(path, tooLarge(size));
  const content = Buffer.allocUnsafe(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read) {
    read = readSync(descriptor, content, length, size - length, length);
  }
  return content.subarray(0, length);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a directory",
  EACCES: "may not be read: permission denied",
  EPERM: "may not be read: permission denied",
  ENAMETOOLONG: "has too long a name",
};

/** A symbolic link is followed only to a place inside of the repository: SQL from elsewhere is not what is reviewed. */
function readLink(root: string, path: string): Buffer {
  let real: string;
  try {
    real = realpathSync.native(resolve(root, path));
  } catch {
    throw new FileFailure(path, "is a symbolic link to nowhere", "link");
  }
  if (isOutside(root, real)) {
    throw new FileFailure(path, OUT, "link");
  }
  return readFile(root, toPath(root, real));
}
