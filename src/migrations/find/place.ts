import { realpathSync } from "node:fs";
import { dirname as folderOf, resolve } from "node:path";
import { findRepository, type Repository } from "../compare-with-base/git.ts";
import type { SelectOptions } from "../selection.ts";
import { basename, dirname, upward } from "../tree.ts";
import { type Given, isOutside, realFolder, sortOut, toPath } from "./given.ts";

/** The repository, or the working directory, and what is looked at in it. */
export interface Place {
  /** Absolute; what every path of a report is relative to. */
  readonly root: string;
  readonly repository: Repository | null;
  readonly given: Given;
  /** Folders below which to look, relative to the root. */
  readonly starts: readonly string[];
  /** Those of them that the user named. */
  readonly named: readonly string[];
}

/**
 * The root is the repository of the working directory, or that of the paths where all of them lie in another one. Without
 * git it is the working directory, or what it has in common with the paths.
 */
export async function locate(request: SelectOptions): Promise<Place> {
  const cwd = realpathSync.native(request.cwd);
  let repository = await findRepository(cwd);
  let root = repository?.root ?? cwd;
  const paths = request.paths.map((path) => realFolder(resolve(cwd, path)));
  if (paths.some((path) => isOutside(root, path))) {
    const isElsewhere = paths.every((path) => isOutside(root, path));
    repository = await repositoryOf(paths);
    root = repository?.root ?? commonFolder(isElsewhere ? paths.map(folderOf) : [cwd, ...paths]);
  }
  const given = sortOut(root, cwd, request.paths);
  const below = (request.below ?? []).map((path) => toPath(root, realFolder(resolve(cwd, path))));
  const starts =
    request.paths.length > 0
      ? [...given.folders, ...given.files.map(startFor)]
      : below.length > 0
        ? below
        : [toPath(root, cwd)];
  return { root, repository, given, starts: [...new Set(starts)], named: [...given.folders, ...below] };
}

async function repositoryOf(paths: readonly string[]): Promise<Repository | null> {
  const [first = "/"] = paths;
  const repository = (await findRepository(first)) ?? (await findRepository(folderOf(first)));
  return repository !== null && paths.every((path) => !isOutside(repository.root, path)) ? repository : null;
}

function commonFolder(paths: readonly string[]): string {
  let folder = paths[0] ?? "/";
  while (paths.some((path) => path !== folder && isOutside(folder, path))) folder = folderOf(folder);
  return folder;
}

/** The folder of migrations in which a file most likely lies: its target is looked for there. */
function startFor(path: string): string {
  const folders = upward(dirname(path));
  const named = folders.find((folder) => /^\.?migrations?$/i.test(basename(folder)));
  if (named !== undefined) return named;
  return (basename(path) === "migration.sql" ? folders[1] : folders[0]) ?? "";
}
