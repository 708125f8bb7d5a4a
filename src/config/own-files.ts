/** Files of the repository that decide how it is judged: they are read as they are reviewed. */
import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { UsageError } from "../migrations/failure.ts";
import { leadsOut } from "../migrations/find/working-tree.ts";

/**
 * Refuses a file or folder of the repository that is a link out of it: what stands behind it is in no review, and can be
 * anything that this process may read. A path that is outside by its own words is where the user pointed.
 *
 * @throws {UsageError}
 */
export function refuseLinkOut(root: string, path: string): void {
  if (!leadsOut(root, path)) return;
  const shown = relative(root, path).split(sep).join("/");
  throw new UsageError(
    `${shown} is a symbolic link out of the repository: it is not followed`,
    "What is outside of the repository is in no review: put the file into it.",
  );
}

/** As {@link refuseLinkOut}, for a folder of rules and what is read in it. */
export function refuseRulesOutside(root: string, folder: string): void {
  refuseLinkOut(root, folder);
  for (const rule of existsSync(folder) ? readdirSync(folder) : []) {
    refuseLinkOut(root, join(folder, rule));
    for (const file of ["rule.js", "rule.mjs", "rule.ts", "README.md"]) {
      refuseLinkOut(root, join(folder, rule, file));
    }
  }
}
