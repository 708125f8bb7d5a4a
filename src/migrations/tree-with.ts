import type { Tree } from "./tree.ts";

/** A tree with further files, or other texts of files in it. */
export function treeWith(
  tree: Tree,
  files: readonly { readonly path: string; readonly text: string }[],
): Tree {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return {
    files: [...new Set([...tree.files, ...texts.keys()])].sort(),
    read: (path) => {
      const text = texts.get(path);
      return text === undefined ? tree.read(path) : Promise.resolve(Buffer.from(text));
    },
  };
}
