import { discover } from "../find/discover.ts";
import { readDowns } from "../find/read-downs.ts";
import { memoryTree } from "../memory-tree.testing.ts";
import type { DeclaredTarget } from "../selection.ts";
import { withFiles } from "../tree.ts";
import type { FurtherFile, FurtherFiles, FurtherPlan } from "./further.ts";

type Files = Readonly<Record<string, string>>;

/** A further file of plain statements, unless said otherwise. */
export function furtherFile(sql: string, given: Partial<FurtherFile> = {}): FurtherFile {
  return { sql, alone: false, down: "", changes: null, ...given };
}

export const INDEX = furtherFile("CREATE INDEX CONCURRENTLY i ON a (id);\n", {
  alone: true,
  down: "DROP INDEX CONCURRENTLY i;\n",
});
export const VALIDATE = furtherFile("ALTER TABLE a VALIDATE CONSTRAINT c;\n");

/** What a tool writes of further migrations behind the one at `path`, and what its reader makes of all of it. */
export async function split(
  files: Files,
  path: string,
  further: readonly FurtherFile[],
  declared: readonly DeclaredTarget[] = [],
  changes: FurtherPlan["changes"] = null,
) {
  const where = { starts: [""], byHand: new Set<string>(), declared, tool: null };
  const tree = memoryTree(files);
  const { found } = await discover(tree, where);
  const one = found.find(({ listing }) => listing.files.some((file) => file.path === path));
  const changed = one?.listing.files.find((file) => file.path === path);
  if (one === undefined || changed === undefined) throw new Error(`no migration ${path}`);
  const { folder } = one;
  const written = await folder.tool.writeFurther?.(tree, folder, { changed, changes, files: further });
  if (written === undefined) throw new Error(`${folder.tool.name} writes none`);
  if (typeof written === "string")
    return { tool: folder.tool, refusal: written, written: NONE, target: one.target, downs: new Map() };
  const all = withFiles(tree, [...written.migrations, ...written.beside]);
  const after = await discover(all, where);
  const target = after.found.find(({ target: { dir } }) => dir === folder.dir)?.target ?? one.target;
  const owner = after.found.find(({ folder: { dir } }) => dir === folder.dir) ?? one;
  return {
    tool: folder.tool,
    refusal: null,
    written,
    target,
    downs: await readDowns(owner, target.migrations, all),
  };
}

const NONE: FurtherFiles = { migrations: [], beside: [] };

/** The files of a migration that its tool is to run without a transaction, and what its reader makes of them. */
export async function withoutTransaction(files: Files, path: string) {
  const where = { starts: [""], byHand: new Set<string>(), declared: [], tool: null };
  const tree = memoryTree(files);
  const { found } = await discover(tree, where);
  const one = found.find(({ listing }) => listing.files.some((file) => file.path === path));
  const file = one?.listing.files.find((known) => known.path === path);
  const marked = file && one?.folder.tool.withoutTransaction?.(file, files[path] ?? "");
  if (marked === undefined) throw new Error(`no mark for ${path}`);
  const [after] = (await discover(withFiles(tree, marked), where)).found;
  if (after === undefined) throw new Error("no target");
  return { marked, target: after.target };
}
