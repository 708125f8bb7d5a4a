import type { DiscoverResult } from "../find/discover.ts";
import { looksLikeMigration } from "../find/unowned.ts";
import { workingTree } from "../find/working-tree.ts";
import { isBelow } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";
import type { Difference, Repository } from "./git.ts";

// Folders of a path in which a project's own SQL stands.
const NAMED = /^(.*migrat.*|db|database|sql|schemas?|prisma|drizzle|supabase|flyway|liquibase)$/i;

/**
 * Submodules that this change adds or moves to another commit: what they hold comes from another repository and is in no
 * review here. One that is checked out is looked through; of one that is not, its name says whether migrations may be in it.
 */
export async function movedSubmodules(
  repository: Repository,
  differences: readonly Difference[],
  discovery: DiscoverResult,
): Promise<{ readonly unreadable: readonly Unreadable[]; readonly remarks: readonly Unreadable[] }> {
  const unreadable: Unreadable[] = [];
  const remarks: Unreadable[] = [];
  for (const { path, submodule, status } of differences) {
    if (!submodule || status === "deleted" || discovery.links.some((link) => link.path === path)) continue;
    const { files } = await workingTree(repository.root, null, [path]);
    const isTarget = discovery.found.some(({ target: { dir } }) => dir === path || isBelow(dir, path));
    const isNamed = path.split("/").some((folder) => NAMED.test(folder));
    const holds = files.find(looksLikeMigration);
    if (isTarget || isNamed || holds !== undefined) {
      const what = holds === undefined ? "may hold migrations" : `holds migrations (${holds})`;
      const reason = `is a submodule that ${what} and stands at another commit: ${HERE}`;
      unreadable.push({ path, line: null, reason });
    } else if (files.length === 0) {
      const reason = "is a submodule at another commit and not checked out: it was not looked into";
      remarks.push({ path, line: null, reason });
    }
  }
  return { unreadable, remarks };
}

const HERE = "they are judged in its own repository, not here";
