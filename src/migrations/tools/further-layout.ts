/** Further migrations of tools that keep nothing of their migrations beside them: one file, or one folder, for each. */
import { basename, dirname, join } from "../tree.ts";
import {
  type FurtherFile,
  type FurtherFiles,
  type FurtherPlan,
  lineBreakOf,
  NOTHING_TO_TAKE_BACK,
  type WrittenFile,
} from "./further.ts";
import { furtherNames } from "./further-names.ts";
import { whyNotRun } from "./further-place.ts";
import type { Folder, MigrationFile, SentSql, Tool } from "./tool.ts";

export interface FurtherLayout {
  /** A migration is a folder, in which its script lies. */
  readonly isFolder?: true;
  /** The whole text of one. Default: its statements. */
  text?(file: FurtherFile, lineBreak: string): string;
  /** Where what takes the one at `path` back stands, if not in itself; written where the changed one has such a file. */
  down?(path: string): string;
  /** The text of that file. Default: its statements. */
  downText?(file: FurtherFile, lineBreak: string): string;
  /** What else stands beside it, by what the folder's reader makes of it alone. */
  beside?(path: string, file: FurtherFile, sent: SentSql): readonly WrittenFile[];
  /** Names for so many, the ones to prefer first. Default: {@link furtherNames}. */
  names?(changed: MigrationFile, count: number): readonly (readonly string[])[];
}

/** A tool's `writeFurther` in this layout: by the first names under which its reader runs them where they have to run. */
export function furtherLayout(layout: FurtherLayout): NonNullable<Tool["writeFurther"]> {
  return async (tree, folder, plan) => {
    const hasDown = (folder.down?.fileOf?.(plan.changed, tree) ?? null) !== null;
    let refusal: string | null = null;
    for (const names of namesOf(layout, plan)) {
      if (hasDown && layout.down === undefined)
        return `${folder.tool.name} has no name for what takes one back`;
      const written = filesOf(layout, folder, plan, { names, hasDown });
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
  { isFolder, text, down, downText, beside }: FurtherLayout,
  folder: Folder,
  { changed, files }: FurtherPlan,
  { names, hasDown }: { readonly names: readonly string[]; readonly hasDown: boolean },
): FurtherFiles {
  const dir = dirname(changed.path);
  const written = files.map((file, at) => {
    const name = names[at] ?? "";
    const path = isFolder ? join(dirname(dir), `${name}/${basename(changed.path)}`) : join(dir, name);
    const lineBreak = lineBreakOf(file.sql);
    const content = text?.(file, lineBreak) ?? file.sql;
    const back = {
      path: down?.(path) ?? path,
      text:
        file.down === "" ? `${NOTHING_TO_TAKE_BACK}${lineBreak}` : (downText?.(file, lineBreak) ?? file.down),
    };
    const sent = folder.read({ id: name, path, version: changed.version }, content);
    const others = beside?.(path, file, sent) ?? [];
    return { path, text: content, beside: hasDown && down ? [back, ...others] : others };
  });
  return {
    migrations: written.map(({ path, text }) => ({ path, text })),
    beside: written.flatMap(({ beside }) => beside),
  };
}
