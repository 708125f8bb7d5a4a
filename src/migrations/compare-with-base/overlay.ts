import { FileFailure, type Tree } from "../tree.ts";
import type { Difference, Repository } from "./git.ts";
import { readBlobs } from "./git.ts";

/**
 * An older or staged state of a tree, by its differences: what does not differ is read from `tree`, so that 800 unchanged
 * migrations cost nothing. What differs comes from git, all of it at the first read.
 *
 * @param untracked files of `tree` that git does not know: they are not in the older state.
 */
export function overlay(
  repository: Repository,
  tree: Tree,
  differences: readonly Difference[],
  untracked: ReadonlySet<string>,
): Tree {
  const differing = new Map(differences.map((difference) => [difference.path, difference]));
  const kept = tree.files.filter((path) => !untracked.has(path) && differing.get(path)?.status !== "added");
  const restored = differences
    .filter(({ status, regular }) => status === "deleted" && regular)
    .map(({ path }) => path);
  const files = [...new Set([...kept, ...restored])].sort();
  let blobs: Promise<ReadonlyMap<string, Buffer>> | null = null;

  return {
    files,
    async read(path) {
      const difference = differing.get(path);
      if (difference === undefined && !untracked.has(path)) return tree.read(path);
      if (difference === undefined || difference.before === null)
        throw new FileFailure(path, "does not exist");
      if (!difference.regular) throw new FileFailure(path, "is a symbolic link", "link");
      blobs ??= readBlobs(repository.root, worthReading(differences));
      const content = (await blobs).get(difference.before);
      if (content !== undefined) return content;
      const [late] = (await readBlobs(repository.root, [difference.before])).values();
      if (late === undefined) throw new FileFailure(path, "is not in this clone");
      return late;
    },
  };
}

// What the readers of migrations ask for; other differing files are not loaded.
const WORTH = /\.(sql|toml|prisma|conf|ya?ml)$|(^|\/)(_journal|package|package-lock)\.json$/;

function worthReading(differences: readonly Difference[]): string[] {
  return differences.flatMap(({ path, before, regular }) =>
    before !== null && regular && WORTH.test(path) ? [before] : [],
  );
}
