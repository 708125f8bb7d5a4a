import { FileFailure, type Tree } from "./tree.ts";

/** A tree of files as a test writes them down. */
export function memoryTree(files: Readonly<Record<string, string | Buffer>>): Tree {
  return {
    files: Object.keys(files).sort(),
    async read(path) {
      const content = files[path];
      if (content === undefined) throw new FileFailure(path, "does not exist");
      return Buffer.from(content);
    },
  };
}
