import type { Target } from "../migration.ts";
import type { Folder, FolderListing } from "../tools/tool.ts";

/** A target, and how its folder is read in other states of the repository. */
export interface FoundTarget {
  readonly target: Target;
  readonly folder: Folder;
  readonly listing: FolderListing;
}
