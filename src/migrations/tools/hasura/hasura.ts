import { join, readText, type Tree, upward } from "../../tree.ts";
import { isDiesel } from "../diesel/diesel.ts";
import { byNumber } from "../numbered-files.ts";
import type { SentSql } from "../tool.ts";
import { upFoldersTool } from "../up-folders.ts";

/**
 * Hasura: `migrations/<database>/<time>_<name>/up.sql`, and without the database up to config version 2. Whatever is not
 * applied yet is run, each file in a transaction of its own.
 */
export const hasura = upFoldersTool({
  name: "Hasura",
  isOwn: async (tree, dir) => !(await isDiesel(tree, dir)),
  noTransaction: "-- hasura:no-transaction",
  async assumption(tree, dir) {
    const config = await configOf(tree, dir);
    return `Hasura is taken to run these folders, each in a transaction: ${config === null ? "by the layout" : `by ${config}`}`;
  },
  version: /^(\d[\d-]*)_/,
  compare: byNumber,
  read: (_, text) => read(text),
});

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

function read(text: string): SentSql {
  // Only as the whole first line.
  const isBare = /^[ \t]*-- hasura:no-transaction[ \t]*(\r?\n|$)/.test(text);
  return {
    sql: text,
    transaction: "file",
    delivery: { sending: "one query", ...(isBare ? { wrapping: "none" } : {}) },
  };
}
