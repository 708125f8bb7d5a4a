/** Further migrations of tools that keep nothing of their migrations beside them: one file, or one folder, for each. */
import { basename, dirname, join, type Tree } from "../tree.ts";
import {
  type FurtherFile,
  type FurtherFiles,
  type FurtherPlan,
  lineBreakOf,
  type WrittenFile,
} from "./further.ts";
import { furtherNames } from "./further-names.ts";
import { whyNotRun } from "./further-place.ts";
import type { MigrationFile, Tool } from "./tool.ts";

export interface FurtherLayout {
  /** A migration is a folder, in which its script lies. */
  readonly isFolder?: true;
  /** The whole text of one. Default: its statements. */
  text?(file: FurtherFile, lineBreak: string): string;
  /** What stands beside the one at `path`. */
  beside?(tree: Tree, changed: MigrationFile, path: string, file: FurtherFile): readonly WrittenFile[];
  /** Names for so many, the ones to prefer first. Default: {@link furtherNames}. */
  names?(changed: MigrationFile, count: number): readonly (readonly string[])[];
}

/** A tool's `writeFurther` in this layout: by the first names under which its reader runs them where they have to run. */
export function furtherLayout(layout: FurtherLayout): NonNullable<Tool["writeFurther"]> {
  return async (tree, folder, plan) => {
    let refusal: string | null = null;
    for (const names of namesOf(layout, plan)) {
      const written = filesOf(layout, tree, plan, names);
      const reason = await whyNotRun(tree, folder, plan, written);
      if (reason === null) return written;
      refusal ??= reason;
    }
    return refusal ?? `${folder.tool.name} has no name for one behind ${plan.changed.id}`;
  };
}

function namesOf({ isFolder, names }: FurtherLayout, { changed, files }: FurtherPlan) {
  if (names !== undefined) return names(changed, files.length);
  return isFolder === true
    ? furtherNames(basename(dirname(changed.path)), files.length, false)
    : furtherNames(basename(changed.path), files.length, true);
}

function filesOf(
  { isFolder, text, beside }: FurtherLayout,
  tree: Tree,
  { changed, files }: FurtherPlan,
  names: readonly string[],
): FurtherFiles {
  const dir = dirname(changed.path);
  const written = files.map((file, at) => {
    const name = names[at] ?? "";
    const path = isFolder ? join(dirname(dir), `${name}/${basename(changed.path)}`) : join(dir, name);
    const content = text?.(file, lineBreakOf(file.sql)) ?? file.sql;
    return { path, text: content, beside: beside?.(tree, changed, path, file) ?? [] };
  });
  return {
    migrations: written.map(({ path, text }) => ({ path, text })),
    beside: written.flatMap(({ beside }) => beside),
  };
}
