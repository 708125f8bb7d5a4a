import type { Release } from "../code/release.ts";
import type { SelectResult } from "../migrations/selection.ts";

/** Reads the release that is running now, once, when it is first asked for. */
export type ReadRelease = () => Promise<Release>;

/** Null: nothing was compared, so that no commit shows it. */
export function releaseReader({ root, base }: Pick<SelectResult, "root" | "base">): ReadRelease | null {
  if (base === null) return null;
  let known: Promise<Release> | null = null;
  return () => {
    known ??= import("../code/release.ts").then(({ releaseAt }) => releaseAt(root, base.mergeBase));
    return known;
  };
}
