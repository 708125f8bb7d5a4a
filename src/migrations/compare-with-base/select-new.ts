import { type DiscoverResult, discover, type FoundTarget } from "../find/discover.ts";
import { readFiles } from "../find/read-target.ts";
import { type DiscoverOptions, recognizeFolders } from "../find/recognize.ts";
import { isTouched, looksLikeMigration, unowned } from "../find/unowned.ts";
import type { Base, MergedEdit, SelectResult } from "../selection.ts";
import type { Tree } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";
import { type Comparison, compareTarget, mergedEdit, type States } from "./compare.ts";
import { type Difference, diff, type Repository } from "./git.ts";
import { isSame, otherSides, unreadSince } from "./other-side.ts";
import { overlay } from "./overlay.ts";
import { movedSubmodules } from "./submodules.ts";

/** What is new against the base, and what of the base is touched. */
export interface NewResult
  extends Pick<SelectResult, "selections" | "edits" | "neverRun" | "unreadable" | "remarks"> {
  readonly states: States;
}

/** The state to judge: the working tree, or with `--staged` the index. */
export interface Head {
  readonly tree: Tree;
  /** Files of it that git does not know. */
  readonly untracked: ReadonlySet<string>;
  /** Arguments of `git diff` that make it the newer side. */
  readonly side: readonly string[];
}

/** What was found in the two states. */
interface SelectNewOptions {
  readonly repository: Repository;
  readonly head: Head;
  readonly base: Base;
  readonly options: DiscoverOptions;
  readonly discovery: DiscoverResult;
  /** The targets to look at. */
  readonly found: readonly FoundTarget[];
}

/** The migrations that the base does not have, target by target. */
export async function selectNew({
  repository,
  head,
  base,
  options,
  discovery,
  found,
}: SelectNewOptions): Promise<NewResult> {
  const { differences, states } = await statesOf(repository, head, base);
  const removed = await removedFolders(differences, discovery, states, options);
  const onBase = (await recognizeFolders(states.mergeBase, options)).recognized;
  const submodules = await movedSubmodules(repository, differences, discovery);
  const comparisons: Comparison[] = [];
  const unread: Unreadable[] = [];
  for (const one of found) {
    const { target, folder } = one;
    if (target.skipped !== null) continue;
    const origin = removed.find((old) => isMoved(old, one));
    if (
      origin === undefined &&
      !isTouched(states.changed, target.dir) &&
      !isTouched(states.changedFromTip, target.dir)
    )
      continue;
    if (origin !== undefined) removed.splice(removed.indexOf(origin), 1);
    const before = onBase.get(target.dir)?.folder;
    const was = origin?.folder ?? (before !== undefined && isSame(before, folder) ? before : folder);
    comparisons.push(await compareTarget(one, was, states));
    unread.push(...(await unreadSince(one, was, states)));
  }
  const isNew = (path: string) => states.added.has(path);
  const isMine = (path: string) => isTouched(states.changed, path);
  const unreadable = [
    ...found.flatMap(({ target }) => target.unreadable.filter(({ path }) => isMine(path))),
    ...(await otherSides(onBase.values(), discovery, states)),
    ...unread,
    ...submodules.unreadable,
    ...discovery.links.filter(({ path }) => isMine(path)),
    ...found.flatMap((one) => newButNotRead(one, discovery.files.filter(isNew))),
    ...unowned(
      discovery.files.filter(isNew),
      (path) => isOwned(discovery, path),
      (dir) => discovery.found.some(({ target }) => target.dir === dir),
    ),
  ];
  const never = comparisons.flatMap(({ neverRun }) => neverRun);
  const isSaid = new Set([...unreadable, ...never].map(({ path }) => path));
  const isWord = ({ path }: Unreadable) => isMine(path) && !isSaid.has(path);
  // A merged one that cannot be read is missing in the base of what is judged.
  const judgedTargets = comparisons.flatMap(({ selection }) => selection?.target ?? []);
  const holes = judgedTargets.flatMap((target) => target.unreadable.filter(({ path }) => !isSaid.has(path)));
  return {
    states,
    selections: comparisons.flatMap(({ selection }) => selection ?? []),
    edits: [
      ...comparisons.flatMap(({ edits }) => edits),
      ...(await Promise.all(removed.map((old) => allDeleted(old, states)))).flat(),
    ],
    neverRun: never,
    unreadable,
    remarks: [
      ...found.flatMap(({ target }) => target.remarks.filter(isWord)),
      ...holes,
      ...submodules.remarks,
    ],
  };
}

export async function statesOf(repository: Repository, head: Head, base: Base) {
  const { root } = repository;
  const differences = await diff(root, [...head.side, base.mergeBase]);
  const mergeBase = overlay(repository, head.tree, differences, head.untracked);
  const changed = new Set([...differences.map(({ path }) => path), ...head.untracked]);
  const added = new Set([
    ...differences.flatMap(({ path, status }) => (status === "added" ? [path] : [])),
    ...head.untracked,
  ]);
  const here = { head: head.tree, mergeBase, changed, added, exact: base.exact };
  if (base.tip === base.mergeBase) {
    return { differences, states: { ...here, tip: mergeBase, changedFromTip: changed } satisfies States };
  }
  const fromTip = await diff(root, [...head.side, base.tip]);
  const tip = overlay(repository, head.tree, fromTip, head.untracked);
  const changedFromTip = new Set([...fromTip.map(({ path }) => path), ...head.untracked]);
  return { differences, states: { ...here, tip, changedFromTip } satisfies States };
}

/** Folders of migrations that the base has and this change has not: moved away, or deleted as a whole. */
async function removedFolders(
  differences: readonly Difference[],
  discovery: DiscoverResult,
  states: States,
  { tool }: DiscoverOptions,
): Promise<FoundTarget[]> {
  const isRemoved = ({ path, status }: Difference) =>
    status === "deleted" && looksLikeMigration(path) && !isOwned(discovery, path);
  if (!states.exact || !differences.some(isRemoved)) return [];
  const { starts } = discovery;
  const before = await discover(states.mergeBase, { starts, byHand: new Set(), declared: [], tool });
  const dirs = new Set(discovery.found.map(({ target }) => target.dir));
  return before.found.filter(({ target }) => target.skipped === null && !dirs.has(target.dir));
}

/** The same migrations by the same tool, in another folder. */
function isMoved(old: FoundTarget, now: FoundTarget): boolean {
  const ids = new Set(now.listing.files.map(({ id }) => id));
  return isSame(old.folder, now.folder) && old.listing.files.some(({ id }) => ids.has(id));
}

async function allDeleted({ folder, listing, target }: FoundTarget, states: States): Promise<MergedEdit[]> {
  const { migrations } = await readFiles(folder, listing.files, states.mergeBase);
  return migrations.map((migration) =>
    mergedEdit("deleted", target, migration, { to: null, before: migration.sql, after: null }),
  );
}

/** Code, or a tool that is recognised but not read: what is new of it is not passed over. */
function newButNotRead({ folder, listing }: FoundTarget, added: readonly string[]): Unreadable[] {
  const { notRead } = folder;
  if (notRead === null) return (listing.code ?? []).filter(({ path }) => added.includes(path));
  return added.filter(folder.owns).map((path) => ({ path, line: null, reason: notRead }));
}

function isOwned(discovery: DiscoverResult, path: string): boolean {
  return discovery.found.some(({ folder }) => folder.owns(path));
}
