import { decode } from "../decode.ts";
import type { Migration } from "../migration.ts";
import { type Folder, type MigrationFile, TIMEOUT_OF_ROLE } from "../tools/tool.ts";
import { toolWithId } from "../tools/tools.ts";
import { FileFailure, type Tree, tryRead } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";

/** The migrations of some files, in their order, and what of them could not be read. */
export interface ReadResult {
  readonly migrations: readonly Migration[];
  readonly unreadable: readonly Unreadable[];
  readonly remarks: readonly Unreadable[];
}

/** Reads files as their runner does. One that cannot be read is left out and named. */
export async function readFiles(
  folder: Folder,
  files: readonly MigrationFile[],
  tree: Tree,
): Promise<ReadResult> {
  const migrations: Migration[] = [];
  const unreadable: Unreadable[] = [];
  const remarks: Unreadable[] = [];
  const { noTransaction, howToSetLockTimeout = TIMEOUT_OF_ROLE } = folder.tool;
  const setsLockTimeout = folder.tool.setsLockTimeout ?? folder.setsLockTimeout;
  const ofTool = {
    tool: toolWithId(folder.tool.id).id,
    ...(noTransaction === undefined ? {} : { noTransaction }),
    ...(setsLockTimeout === undefined ? {} : { setsLockTimeout }),
    howToSetLockTimeout,
  };
  for (const file of files) {
    const { path } = file;
    const text = await textOf(tree, path);
    if (typeof text !== "string") {
      unreadable.push(text);
      continue;
    }
    if (text.trim() === "") remarks.push({ path, line: null, reason: "is empty: it changes nothing" });
    const { problems = [], atomicity, note = null, ...sent } = folder.read(file, text);
    unreadable.push(...problems.map((problem) => ({ path, ...problem })));
    if (problems.length > 0 && sent.sql === "") continue;
    migrations.push({
      id: file.id,
      path,
      ...ofTool,
      ...sent,
      atomicity: atomicity ?? sent.transaction,
      note,
    });
  }
  return { migrations, unreadable, remarks };
}

/** The text of a file, or why it cannot be read. */
export async function textOf(tree: Tree, path: string): Promise<string | Unreadable> {
  const content = await tryRead(tree, path);
  if (content instanceof FileFailure) return { path, line: null, reason: content.reason };
  const decoded = decode(content);
  return decoded.text ?? { path, line: decoded.line, reason: decoded.reason };
}
