import type { States } from "./compare-with-base/compare.ts";
import type { Repository } from "./compare-with-base/git.ts";
import { type NewResult, selectNew } from "./compare-with-base/select-new.ts";
import type { NotJudged } from "./failure.ts";
import type { FoundTarget } from "./find/discover.ts";
import { findMigrations } from "./find-migrations.ts";
import type { Target } from "./migration.ts";
import type { Base, Early, MergedEdit, SelectOptions } from "./selection.ts";
import type { LocalMigration, MigrationFile } from "./tools/migration-file.ts";
import type { Folder, ListingProblem } from "./tools/tool.ts";
import { FileFailure, type Tree, tryRead } from "./tree.ts";

/** Every migration of a repository and what this work does to them, for what looks at more than the new ones. */
export interface Survey {
  /** Absolute; every path is relative to it. */
  readonly root: string;
  readonly repository: Repository | null;
  /** Null without git, or where no base can be found and none was named. */
  readonly base: Base | null;
  /** The working tree. */
  readonly tree: Tree;
  /** The base as it is now, or null. */
  readonly tip: Tree | null;
  readonly targets: readonly Surveyed[];
  /** Folders of other databases. */
  readonly others: readonly NotJudged[];
}

export interface Surveyed {
  readonly target: Target;
  readonly folder: Folder;
  /** In the runner's order: those of the checkout, and those that are merged on the base since this work left it. */
  readonly entries: readonly LocalMigration[];
  /** Ids of those that the base does not have. */
  readonly added: ReadonlySet<string>;
  readonly edits: readonly MergedEdit[];
  readonly early: readonly Early[];
  /** What the runner would stop at, or pass over. */
  readonly problems: readonly ListingProblem[];
}

/**
 * Lists all migrations, code-first ones among them.
 *
 * @throws {UsageError} for what only the user can fix: a base that is not there, a declared folder that is not there.
 */
export async function survey(request: SelectOptions): Promise<Survey> {
  // Where none is named, work without a base is work of which nothing is new.
  const migrations = await findMigrations(request, "if any");
  const { root, repository, head, found, base } = migrations;
  const selected =
    repository === null || base === null ? null : await selectNew({ ...migrations, repository, base });
  const targets = await Promise.all(found.map((one) => surveyed(one, head.tree, selected)));
  const tip = selected?.states.tip ?? null;
  return { root, repository, base, tree: head.tree, tip, ...sorted(targets) };
}

async function surveyed(
  { target, folder, listing }: FoundTarget,
  head: Tree,
  selected: NewResult | null,
): Promise<Surveyed> {
  const { states = null } = selected ?? {};
  const tip = states === null ? [] : (await folder.list(states.tip)).files;
  const edits = selected?.edits.filter((edit) => edit.target === target.name) ?? [];
  const here = new Set(listing.files.map(({ id }) => id));
  const removed = new Set(edits.filter(({ kind }) => kind !== "edited").map(({ id }) => id));
  const newer = tip.filter(({ id }) => !here.has(id) && !removed.has(id));
  const treeOf = (entry: MigrationFile): Tree => {
    if (states === null) return head;
    const onlyTip = newer.includes(entry) || isNewerThere(entry, states);
    return onlyTip ? states.tip : head;
  };
  const all = newer.length === 0 ? listing.files : [...listing.files, ...newer].sort(folder.compare);
  const merged = new Set(tip.map(({ id }) => id));
  const { problems = [], remarks = [], code = [], passedOver = [] } = listing;
  return {
    target,
    folder,
    entries: await Promise.all(all.map((entry) => withContent(treeOf(entry), entry))),
    added: new Set(states === null ? [] : listing.files.flatMap(({ id }) => (merged.has(id) ? [] : [id]))),
    edits,
    early: selected?.selections.find((selection) => selection.target === target)?.early ?? [],
    problems: [...problems, ...remarks, ...code, ...passedOver],
  };
}

/** A file that this work left alone while the base changed it. */
function isNewerThere({ path }: MigrationFile, { changed, changedFromTip }: States): boolean {
  return changedFromTip.has(path) && !changed.has(path);
}

async function withContent(tree: Tree, entry: MigrationFile): Promise<LocalMigration> {
  const content = await tryRead(tree, entry.path);
  return { ...entry, content: content instanceof FileFailure ? null : content };
}

/** Folders of other databases are no targets; code, which is not read, may be: its history can be asked for. */
function sorted(all: readonly Surveyed[]): Pick<Survey, "targets" | "others"> {
  const isOther = ({ target, folder }: Surveyed) => target.skipped !== null && folder.notRead === null;
  return {
    targets: all.filter((one) => !isOther(one)),
    others: all
      .filter(isOther)
      .map(({ target: { tool, dir, skipped } }) => ({ tool, dir, reason: skipped ?? "" })),
  };
}
