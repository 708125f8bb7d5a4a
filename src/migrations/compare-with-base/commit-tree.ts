import { FileFailure, type Tree } from "../tree.ts";
import { git, readBlobs } from "./git.ts";

export interface CommitTree extends Tree {
  /** Of the repository, absolute. */
  readonly root: string;
  readonly commit: string;
  /** The texts of those of these files that can be read, by path, from one process. */
  readAll(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/**
 * The files of a commit, whatever stands in the working tree. Links and submodules are listed and cannot be read.
 *
 * @param root of the repository, absolute.
 * @throws {GitFailure} where the commit is not in this clone.
 */
export async function commitTree(root: string, commit: string): Promise<CommitTree> {
  const listing = (await git(root, ["ls-tree", "-r", "-z", "--full-tree", commit])).toString();
  const entries = new Map<string, { readonly regular: boolean; readonly id: string }>();
  for (const line of listing.split("\0")) {
    const tab = line.indexOf("\t");
    const [mode = "", , id = ""] = line.slice(0, tab).split(" ");
    if (tab > 0) entries.set(line.slice(tab + 1), { regular: mode.startsWith("100"), id });
  }
  const contents = new Map<string, Promise<Buffer | undefined>>();
  return {
    root,
    commit,
    files: [...entries.keys()].sort(),
    async read(path) {
      const entry = entries.get(path);
      if (entry === undefined) throw new FileFailure(path, "does not exist");
      if (!entry.regular) throw new FileFailure(path, "is a symbolic link", "link");
      const content = contents.get(path) ?? readBlobs(root, [entry.id]).then((blobs) => blobs.get(entry.id));
      contents.set(path, content);
      const found = await content;
      if (found === undefined) throw new FileFailure(path, "is not in this clone");
      return found;
    },
    async readAll(paths) {
      const regular = paths.flatMap((path) => {
        const entry = entries.get(path);
        return entry?.regular ? [{ path, id: entry.id }] : [];
      });
      const blobs = await readBlobs(
        root,
        regular.map(({ id }) => id),
      );
      return new Map(
        regular.flatMap(({ path, id }) => {
          const content = blobs.get(id);
          return content === undefined ? [] : [[path, content.toString()] as const];
        }),
      );
    },
  };
}
