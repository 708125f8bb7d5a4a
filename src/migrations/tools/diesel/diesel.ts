import { filesIn, join, readText, type Tree, upward } from "../../tree.ts";
import { namesCrate } from "../cargo.ts";
import type { Tool } from "../tool.ts";
import { byText, upFolder, upFolderDirs } from "../up-folders.ts";

/** Diesel: `migrations/<version>_<name>/up.sql`, each in a transaction unless `metadata.toml` says otherwise. */
export const diesel: Tool = {
  id: "sql",
  async detect(search) {
    const dirs = upFolderDirs(search);
    const isOwn = await Promise.all(dirs.map((dir) => isDiesel(search.tree, dir)));
    return dirs.filter((_, index) => isOwn[index] === true).map(folderAt);
  },
  declare: async (_, { dir }) => folderAt(dir),
};

export async function isDiesel(tree: Tree, dir: string): Promise<boolean> {
  if (upward(dir).some((at) => filesIn(tree.files, at).includes(join(at, "diesel.toml")))) return true;
  return namesCrate(tree, dir, "diesel");
}

function folderAt(dir: string) {
  return upFolder(dir, {
    runner: "Diesel",
    noTransaction: "-- with run_in_transaction = false in its metadata.toml",
    assumption:
      "Diesel is taken to run these folders, each in a transaction unless its metadata.toml says otherwise",
    version: /^([^_]+)_/,
    compare: byText,
    async settings(tree, folder) {
      const text = (await readText(tree, join(folder, "metadata.toml"))) ?? "";
      const isBare = /^\s*run_in_transaction\s*=\s*false\b/m.test(text);
      return isBare ? { transaction: "none" } : {};
    },
    read: ({ settings }, text) => ({
      sql: text,
      transaction: "file",
      delivery: { sending: "one query", ...(settings?.transaction === "none" ? { wrapping: "none" } : {}) },
    }),
  });
}
