import { join, readText, type Tree, upward } from "../../tree.ts";
import { isDiesel } from "../diesel/diesel.ts";
import type { Folder, Reading, Tool } from "../tool.ts";
import { byNumber, upFolder, upFolderDirs } from "../up-folders.ts";

/**
 * Hasura: `migrations/<database>/<time>_<name>/up.sql`, and without the database up to config version 2. Whatever is not
 * applied yet is run, each file in a transaction of its own.
 */
export const hasura: Tool = {
  id: "sql",
  async detect(search) {
    const dirs = upFolderDirs(search);
    const isOther = await Promise.all(dirs.map((dir) => isDiesel(search.tree, dir)));
    return Promise.all(
      dirs.filter((_, index) => isOther[index] !== true).map((dir) => folderAt(search.tree, dir)),
    );
  },
  declare: (tree, { dir }) => folderAt(tree, dir),
};

async function folderAt(tree: Tree, dir: string): Promise<Folder> {
  const config = await configOf(tree, dir);
  const why = config === null ? "by the layout" : `by ${config}`;
  return upFolder(dir, {
    runner: "Hasura",
    noTransaction: "-- hasura:no-transaction",
    assumption: `Hasura is taken to run these folders, each in a transaction: ${why}`,
    version: /^(\d[\d-]*)_/,
    compare: byNumber,
    read: (_, text) => read(text),
  });
}

/** Hasura's own config above the folder. */
async function configOf(tree: Tree, dir: string): Promise<string | null> {
  for (const at of upward(dir)) {
    const path = join(at, "config.yaml");
    const text = await readText(tree, path);
    if (text !== null && /^(metadata_directory|migrations_directory|admin_secret|endpoint)\s*:/m.test(text))
      return path;
  }
  return null;
}

function read(text: string): Reading {
  // Only as the whole first line.
  const isBare = /^[ \t]*-- hasura:no-transaction[ \t]*(\r?\n|$)/.test(text);
  return {
    sql: text,
    transaction: "file",
    delivery: { sending: "one query", ...(isBare ? { wrapping: "none" } : {}) },
  };
}
