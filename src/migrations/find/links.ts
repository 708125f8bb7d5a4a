import { basename, dirname, FileFailure, type Tree, tryRead } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";

// What holds migrations is a folder by one of these names, or stands in a folder of migrations.
const NAMED = /^(\.?migrations?|migrate|prisma|drizzle|supabase|versions|db|sql)$/i;

const SUBMODULE = "is a submodule: its migrations are judged in its own repository, not here";

/**
 * Folders of migrations, or migrations that are folders, that are symbolic links out of the repository: git lists a link as
 * a file, and what stands behind it is in no review.
 */
export async function linksOut(
  tree: Tree,
  files: readonly string[],
  isFolder: (dir: string) => boolean,
): Promise<Unreadable[]> {
  const found: Unreadable[] = [];
  for (const path of files) {
    const name = basename(path);
    if (name.includes(".") || !(NAMED.test(name) || isFolder(dirname(path)))) continue;
    const content = await tryRead(tree, path);
    if (!(content instanceof FileFailure)) continue;
    if (content.instead === "link") found.push({ path, line: null, reason: content.reason });
    // Git lists a file: a folder on disk in its place is a submodule.
    else if (content.instead === "directory") found.push({ path, line: null, reason: SUBMODULE });
  }
  return found;
}
