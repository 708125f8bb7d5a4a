import { dirname, filesIn, join, readText, type Tree, upward } from "../../tree.ts";
import { namesCrate } from "../cargo.ts";
import type { WrittenFile } from "../further.ts";
import { furtherLayout } from "../further-layout.ts";
import { byVersionText, oneQuery, timeoutInUrl } from "../tool.ts";
import { upFoldersTool } from "../up-folders.ts";

/** Diesel: `migrations/<version>_<name>/up.sql`, each in a transaction unless `metadata.toml` says otherwise. */
export const diesel = upFoldersTool({
  name: "Diesel",
  howToSetLockTimeout: timeoutInUrl("DATABASE_URL"),
  isOwn: isDiesel,
  writeFurther: furtherLayout({
    isFolder: true,
    down: (path) => join(dirname(path), "down.sql"),
    beside: (path, { alone }) => (alone ? [bare(path)] : []),
  }),
  withoutTransaction: ({ path }, text) => [{ path, text }, bare(path)],
  noTransaction: "-- with run_in_transaction = false in its metadata.toml",
  ownTables: ["__diesel_schema_migrations"],
  assumption: async () =>
    "Diesel is taken to run these folders, each in a transaction unless its metadata.toml says otherwise",
  version: /^([^_]+)_/,
  compare: (a, b) => byVersionText(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  async settings(tree, folder) {
    const text = (await readText(tree, join(folder, "metadata.toml"))) ?? "";
    const isBare = /^\s*run_in_transaction\s*=\s*false\b/m.test(text);
    return isBare ? { transaction: "none" } : {};
  },
  read: ({ settings }, text) => oneQuery(text, settings?.transaction === "none"),
});

function bare(path: string): WrittenFile {
  return { path: join(dirname(path), "metadata.toml"), text: "run_in_transaction = false\n" };
}

export async function isDiesel(tree: Tree, dir: string): Promise<boolean> {
  if (upward(dir).some((at) => filesIn(tree.files, at).includes(join(at, "diesel.toml")))) return true;
  return namesCrate(tree, dir, "diesel");
}
