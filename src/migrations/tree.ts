/** Files as the readers of migrations see them: the working tree, the git index, or a commit. */
export interface Tree {
  /** Relative to the repository's root, with `/`, sorted by code unit. */
  readonly files: readonly string[];
  /**
   * The content of a file, listed or not.
   *
   * @throws {FileFailure} when there is no such file, or it may not be read; `reason` is for the user.
   */
  read(path: string): Promise<Buffer>;
}

/** A file that could not be read. */
export class FileFailure extends Error {
  readonly path: string;
  /** For the user: "does not exist", "is a directory". */
  readonly reason: string;
  /** What stands there instead of a file; null where it matters to nobody. */
  readonly instead: "link" | "directory" | null;

  constructor(path: string, reason: string, instead: FileFailure["instead"] = null) {
    super(`${path} ${reason}`);
    this.name = "FileFailure";
    this.path = path;
    this.reason = reason;
    this.instead = instead;
  }
}

/** The text of a file that need not exist: a config, a lockfile. Null also where it is not readable. */
export async function readText(tree: Tree, path: string): Promise<string | null> {
  try {
    return (await tree.read(path)).toString();
  } catch (error) {
    if (error instanceof FileFailure) return null;
    throw error;
  }
}

/** `""` for the root. */
export function dirname(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `dir` may be `""`, the root. */
export function join(dir: string, name: string): string {
  return dir === "" ? name : `${dir}/${name}`;
}

/** By its name: ".sql", and the other names that people give to SQL. */
export function isSqlFile(path: string): boolean {
  return /\.(sql|pgsql|psql|ddl)$/i.test(path);
}

/** A path as written in a config of `dir` ("./out", "../sql"), without trailing slash; null where it leads out of the root. */
export function resolvePath(dir: string, written: string): string | null {
  const parts = dir === "" ? [] : dir.split("/");
  for (const part of written.split(/[\\/]/)) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

export function isBelow(path: string, dir: string): boolean {
  return dir === "" || path.startsWith(`${dir}/`);
}

/** A folder and those above it up to the root, nearest first. */
export function upward(dir: string): string[] {
  const dirs = [dir];
  for (let at = dir; at !== ""; ) {
    at = dirname(at);
    dirs.push(at);
  }
  return dirs;
}

/** Files of a listing directly or anywhere below a folder, found by bisection: listings are sorted. */
export function filesBelow(files: readonly string[], dir: string): readonly string[] {
  if (dir === "") return files;
  // "0" follows "/": every path that starts with "dir/" sorts between the two.
  return files.slice(bisect(files, `${dir}/`), bisect(files, `${dir}0`));
}

export function filesIn(files: readonly string[], dir: string): readonly string[] {
  return filesBelow(files, dir).filter((path) => dirname(path) === dir);
}

function bisect(files: readonly string[], key: string): number {
  let low = 0;
  let high = files.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((files[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
