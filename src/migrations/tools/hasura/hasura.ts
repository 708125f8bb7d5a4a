import { dirname, join, nearestFile } from "../../tree.ts";
import { isDiesel } from "../diesel/diesel.ts";
import { lineBreakOf } from "../further.ts";
import { furtherLayout } from "../further-layout.ts";
import { byNumber } from "../numbered-files.ts";
import { oneQuery } from "../tool.ts";
import { upFoldersTool } from "../up-folders.ts";

const NO_TRANSACTION = "-- hasura:no-transaction";

/**
 * Hasura: `migrations/<database>/<time>_<name>/up.sql`, and without the database up to config version 2. Whatever is not
 * applied yet is run, each file in a transaction of its own.
 */
export const hasura = upFoldersTool({
  name: "Hasura",
  isOwn: async (tree, dir) => !(await isDiesel(tree, dir)),
  noTransaction: NO_TRANSACTION,
  writeFurther: furtherLayout({
    isFolder: true,
    text: ({ sql, alone }, lineBreak) => (alone ? bare(sql, lineBreak) : sql),
    down: (path) => join(dirname(path), "down.sql"),
    downText: ({ down, alone }, lineBreak) => (alone ? bare(down, lineBreak) : down),
  }),
  withoutTransaction: ({ path }, text) => [{ path, text: bare(text, lineBreakOf(text)) }],
  async assumption(tree, dir) {
    const config = await nearestFile(tree, dir, ["config.yaml"], (text) => OF_HASURA.test(text));
    return `Hasura is taken to run these folders, each in a transaction: by ${config?.path ?? "the layout"}`;
  },
  version: /^(\d[\d-]*)_/,
  compare: byNumber,
  // Only as the whole first line.
  read: (_, text) => oneQuery(text, /^[ \t]*-- hasura:no-transaction[ \t]*(\r?\n|$)/.test(text)),
});

function bare(text: string, lineBreak: string): string {
  return `${NO_TRANSACTION}${lineBreak}${text}`;
}

const OF_HASURA = /^(metadata_directory|migrations_directory|admin_secret|endpoint)\s*:/m;
