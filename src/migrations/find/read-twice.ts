import type { Tree } from "../tree.ts";

/** In bytes, of one file and of all. */
const [SMALL, ALL] = [16 * 1024, 4 * 1024 ** 2];

/** Keeps small files for the second time that they are read: first to see what they are, then as what they are. */
export function readTwice(tree: Tree): Tree {
  const kept = new Map<string, Buffer>();
  let room = ALL;
  return {
    files: tree.files,
    async read(path) {
      const known = kept.get(path);
      if (known !== undefined) {
        kept.delete(path);
        room += known.length;
        return known;
      }
      const content = await tree.read(path);
      if (content.length > SMALL || content.length > room) return content;
      kept.set(path, content);
      room -= content.length;
      return content;
    },
  };
}
