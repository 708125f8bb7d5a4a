import { decode } from "../decode.ts";
import type { Unreadable } from "../failure.ts";
import type { Migration } from "../migration.ts";
import type { Entry, Folder } from "../tools/tool.ts";
import { FileFailure, type Tree } from "../tree.ts";

/** The migrations of some entries, in their order, and what of them could not be read. */
export interface ReadEntries {
  readonly migrations: readonly Migration[];
  readonly unreadable: readonly Unreadable[];
  readonly remarks: readonly Unreadable[];
}

/** Reads files as their runner does. One that cannot be read is left out and named. */
export async function readEntries(
  folder: Folder,
  entries: readonly Entry[],
  tree: Tree,
): Promise<ReadEntries> {
  const migrations: Migration[] = [];
  const unreadable: Unreadable[] = [];
  const remarks: Unreadable[] = [];
  for (const entry of entries) {
    const { path } = entry;
    const text = await textOf(tree, path);
    if (typeof text !== "string") {
      unreadable.push(text);
      continue;
    }
    if (text.trim() === "") remarks.push({ path, line: null, reason: "is empty: it changes nothing" });
    const { problems = [], atomicity, transaction, note, delivery, reader, sql } = folder.read(entry, text);
    unreadable.push(...problems.map((problem) => ({ path, ...problem })));
    if (problems.length > 0 && sql === "") continue;
    migrations.push({
      id: entry.id,
      tool: folder.tool,
      path,
      sql,
      ...(reader === undefined ? {} : { reader }),
      transaction,
      atomicity: atomicity ?? transaction,
      note: note ?? null,
      ...(folder.noTransaction === undefined ? {} : { noTransaction: folder.noTransaction }),
      ...(delivery === undefined ? {} : { delivery }),
    });
  }
  return { migrations, unreadable, remarks };
}

async function textOf(tree: Tree, path: string): Promise<string | Unreadable> {
  try {
    const decoded = decode(await tree.read(path));
    return decoded.text ?? { path, line: decoded.line, reason: decoded.reason };
  } catch (error) {
    if (error instanceof FileFailure) return { path, line: null, reason: error.reason };
    throw error;
  }
}
