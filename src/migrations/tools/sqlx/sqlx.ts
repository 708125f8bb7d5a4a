import { basename, type Tree } from "../../tree.ts";
import { namesCrate } from "../cargo.ts";
import { numberedFolder } from "../numbered-files.ts";
import type { Folder, Tool } from "../tool.ts";

/**
 * sqlx: `migrations/<version>_<name>.sql`, or `.up.sql` with `.down.sql` beside it. Whatever is not applied yet is run, each
 * file as one query between BEGIN and COMMIT.
 */
export const sqlx: Tool = {
  id: "sql",
  async detect(search) {
    const dirs = [...search.folders]
      .filter(([dir, names]) => /^migrations?$/i.test(basename(dir)) && names.some((name) => NAME.test(name)))
      .map(([dir]) => dir);
    const isOwn = await Promise.all(dirs.map((dir) => isSqlx(search.tree, dir)));
    return dirs.filter((_, index) => isOwn[index] === true).map(folderAt);
  },
  declare: async (_, { dir }) => folderAt(dir),
};

/** The folder is a Rust package's that uses sqlx. */
export function isSqlx(tree: Tree, dir: string): Promise<boolean> {
  return namesCrate(tree, dir, "sqlx");
}

const NAME = /^(\d+)_(?![\s\S]*\.down\.sql$)[\s\S]*\.sql$/;
const DOWN = /\.down\.sql$/;

function folderAt(dir: string): Folder {
  return {
    ...numberedFolder(dir, {
      tool: "sql",
      name: NAME,
      order: "version",
      twice: "sqlx fails at its row in the history",
      form: "<version>_<name>.sql",
      other: {
        reason: "is passed over by sqlx, or it stops there: its name is not <version>_<name>.sql",
        stops: false,
        isMeant: (path) => !DOWN.test(path),
      },
      history: null,
      late: "runs",
      assumption: "sqlx is taken to run these files, each in a transaction: Cargo.toml names it",
      read: (_, text) => ({
        sql: text,
        transaction: "file",
        // Only as the first characters of the file.
        delivery: {
          sending: "one query",
          ...(text.startsWith("-- no-transaction") ? { wrapping: "none" } : {}),
        },
      }),
    }),
    runner: "sqlx",
    noTransaction: "-- no-transaction",
  };
}
