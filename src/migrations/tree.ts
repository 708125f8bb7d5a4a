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

/** A tree with files that are not written yet: in place of those that are there, or new ones. The last of one path counts. */
export function withFiles(
  tree: Tree,
  files: readonly { readonly path: string; readonly text: string }[],
): Tree {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return {
    files: [...new Set([...tree.files, ...texts.keys()])].sort(),
    async read(path) {
      const text = texts.get(path);
      return text === undefined ? tree.read(path) : Buffer.from(text);
    },
  };
}

/** The content of a file, or why it cannot be read. */
export async function tryRead(tree: Tree, path: string): Promise<Buffer | FileFailure> {
  try {
    return await tree.read(path);
  } catch (error) {
    if (error instanceof FileFailure) return error;
    throw error;
  }
}

/** The text of a file that need not exist: a config, a lockfile. Null also where it is not readable. */
export async function readText(tree: Tree, path: string): Promise<string | null> {
  const content = await tryRead(tree, path);
  return content instanceof FileFailure ? null : content.toString();
}

/** The file of one of these names in a folder, else in the nearest folder above it, whose text is what is looked for. */
export async function nearestFile(
  tree: Tree,
  dir: string,
  names: readonly string[],
  isWanted: (text: string) => boolean = () => true,
): Promise<{ readonly path: string; readonly text: string } | null> {
  for (const path of upward(dir).flatMap((at) => names.map((name) => join(at, name)))) {
    const text = await readText(tree, path);
    if (text !== null && isWanted(text)) return { path, text };
  }
  return null;
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
