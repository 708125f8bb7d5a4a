import { numberedFolder } from "../numbered-files.ts";
import type { Folder, Tool } from "../tool.ts";
import { gooseStatements } from "./annotations.ts";

/**
 * goose: `<number>_<name>.sql` with `-- +goose Up`, each file in a transaction of its own, unless it says
 * `-- +goose NO TRANSACTION`.
 */
export const goose: Tool = {
  id: "goose",
  async detect(search) {
    const folders: Folder[] = [];
    for (const [dir, names] of search.folders) {
      if (!names.some((name) => name.endsWith(".sql"))) continue;
      if (/(?<![^\n])--.*\+goose\b/.test(await search.sample(dir))) folders.push(folderAt(dir));
    }
    return folders;
  },
  async declare(_, { dir }) {
    return folderAt(dir);
  },
};

function folderAt(dir: string): Folder {
  return numberedFolder(dir, {
    tool: "goose",
    name: /^(\d+)_[\s\S]*\.sql$/,
    order: "version",
    twice: "goose stops at it",
    form: "<number>_<name>.sql",
    other: { reason: "has no <number>_ at the beginning of its name: goose stops at it", stops: true },
    history: { schema: "public", table: "goose_db_version", rule: "goose" },
    late: "refused",
    isCode: (name) => /^\d+_.*\.go$/.test(name) && !name.endsWith("_test.go"),
    read: (_, text) => gooseStatements(text),
  });
}
