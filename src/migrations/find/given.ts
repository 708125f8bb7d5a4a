import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Unreadable } from "../unreadable.ts";

/** Paths as the user typed them, sorted out. Files and folders are relative to the root, with `/`. */
export interface Given {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly bad: readonly Unreadable[];
}

/** A path is a path: nothing in it is a pattern, and it need not lie in a folder of migrations. */
export function sortOut(root: string, cwd: string, paths: readonly string[]): Given {
  const files = new Set<string>();
  const folders = new Set<string>();
  const bad: Unreadable[] = [];
  for (const typed of paths) {
    const absolute = realFolder(resolve(cwd, typed));
    const path = toPath(root, absolute);
    const kind = kindOf(absolute);
    // A migration of Prisma's is a folder with one file.
    const script = resolve(absolute, "migration.sql");
    if (kind === "file") files.add(path);
    else if (kind === "folder" && existsSync(script)) files.add(toPath(root, script));
    else if (kind === "folder") folders.add(path);
    else bad.push({ path, line: null, reason: kind });
  }
  return { files: [...files], folders: [...folders], bad };
}

/** {@link sortOut}, with the links in the folder of `cwd` resolved. */
export function givenPaths(root: string, cwd: string, paths: readonly string[]): Given {
  return sortOut(root, realpathSync.native(cwd), paths);
}

/** Relative to the root, with `/`; `""` for the root itself. */
export function toPath(root: string, absolute: string): string {
  return relative(root, absolute).split(sep).join("/");
}

export function isOutside(root: string, absolute: string): boolean {
  const path = relative(root, absolute);
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
}

/** The path with links in its folder resolved, as git names it; a link at its end stays a link. */
export function realFolder(absolute: string): string {
  try {
    return resolve(realpathSync.native(dirname(absolute)), basename(absolute));
  } catch {
    return absolute;
  }
}

/** "file", "folder", or for the user why it is neither. */
function kindOf(absolute: string): string {
  try {
    const stat = lstatSync(absolute);
    if (stat.isDirectory() || (stat.isSymbolicLink() && statSync(absolute).isDirectory())) return "folder";
    // A link is judged by the tree, which knows whether it leads out of the repository.
    return stat.isFile() || stat.isSymbolicLink() ? "file" : "is not a file";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "EACCES" ? "may not be read: permission denied" : "does not exist";
  }
}
