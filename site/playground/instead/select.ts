/** The migrations of a folder that is in memory: the files that are named, and before them what stands beside them. */
import { selectFiles } from "../../../src/migrations/find/select-given.ts";
import type { SelectOptions, SelectResult } from "../../../src/migrations/selection.ts";
import { treeAt } from "../folder.ts";

export async function selectMigrations({ cwd, paths }: SelectOptions): Promise<SelectResult> {
  const tree = treeAt(cwd);
  const given = { files: paths, folders: [], bad: [] };
  const common = { root: cwd, tree, found: [], excluded: [], edits: [], base: null };
  return { kind: "selected", ...common, ...(await selectFiles(tree, [], given, false)) };
}
