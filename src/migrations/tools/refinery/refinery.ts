import { basename, dirname } from "../../tree.ts";
import { namesCrate } from "../cargo.ts";
import { numberedFolder } from "../numbered-files.ts";
import type { Folder, Tool } from "../tool.ts";

/**
 * refinery: `V<version>__<name>.sql`, in order, and `U<version>__<name>.sql`, which may come late: no way back, as Flyway's
 * are. Each file is one query between BEGIN and COMMIT.
 */
export const refinery: Tool = {
  id: "sql",
  async detect(search) {
    const dirs = [...search.folders]
      .filter(([, names]) => names.some((name) => NAME.test(name)))
      .map(([dir]) => dir);
    const isOwn = await Promise.all(dirs.map((dir) => namesCrate(search.tree, dir, "refinery")));
    return dirs.filter((_, index) => isOwn[index] === true).map(folderAt);
  },
  declare: async (_, { dir }) => folderAt(dir),
};

const NAME = /^[UV](\d+)(?:\.\d+)?__\w+\.sql$/;

function folderAt(dir: string): Folder {
  const folder = numberedFolder(dir, {
    tool: "sql",
    name: NAME,
    order: "version",
    twice: "refinery stops at it",
    form: "V<version>__<name>.sql",
    other: { reason: "is passed over by refinery: its name is not V<version>__<name>.sql", stops: false },
    history: null,
    late: "refused",
    assumption: "refinery is taken to run these files, each in a transaction: Cargo.toml names it",
    isCode: (name) => /^[UV]\d+(\.\d+)?__\w+\.rs$/.test(name),
    read: (_, text) => ({ sql: text, transaction: "file", delivery: { sending: "one query" } }),
  });
  return {
    ...folder,
    runner: "refinery",
    noTransaction: null,
    owns: (path) => dirname(path) === dir && folder.owns(path),
    isLate: (entry, merged) => basename(entry.path).startsWith("V") && folder.compare(entry, merged) < 0,
  };
}
