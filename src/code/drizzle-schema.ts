import type { CommitTree } from "../migrations/compare-with-base/commit-tree.ts";
import { drizzleConfigFor } from "../migrations/tools/drizzle/config.ts";
import { isMade, isTestCode, scriptPathspecs } from "./code-files.ts";
import type { DeclaredSchema } from "./declared-schema.ts";
import { drizzleTables, tableCreators } from "./drizzle-tables.ts";
import { gitGrep } from "./git-grep.ts";

const CALLS = ["pgTable", "pgTableCreator", "pgSchema", "pgEnum", "pgView", "pgMaterializedView"];

/** More files of tables than any schema has. */
const MOST = 500;

/**
 * The tables that a commit declares by Drizzle for a folder of migrations, wherever they stand: a config often names only
 * the file that exports those of others.
 */
export async function drizzleSchema(tree: CommitTree, dir: string): Promise<DeclaredSchema | null> {
  const first = await filesWith(tree, CALLS, dir);
  const creators = new Map<string, string>();
  let computed = false;
  for (const [name, prefix] of [...first.values()].flatMap(tableCreators)) {
    if (prefix === null) computed = true;
    else creators.set(name, prefix);
  }
  const files = new Map(first);
  if (creators.size > 0)
    for (const [path, text] of await filesWith(tree, [...creators.keys()], dir)) files.set(path, text);
  const { schema } = await drizzleConfigFor(tree, dir);
  const read = drizzleTables(
    [...files].map(([path, text]) => ({ path, text })),
    { casing: schema?.casing ?? null, creators },
  );
  if (read.models.length === 0 && read.enums.size === 0) return null;
  return { ...read, whole: read.whole && !computed && files.size < MOST };
}

async function filesWith(tree: CommitTree, words: readonly string[], dir: string) {
  const { lines } = await gitGrep(tree.root, tree.commit, { words, paths: scriptPathspecs([dir]) });
  const paths = [...new Set(lines.map(({ path }) => path))].filter(
    (path) => !isMade(path) && !isTestCode(path),
  );
  return tree.readAll(paths.sort().slice(0, MOST));
}
