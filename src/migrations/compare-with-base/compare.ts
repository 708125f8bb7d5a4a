import type { FoundTarget } from "../find/discover.ts";
import { readDowns } from "../find/read-downs.ts";
import { readFiles } from "../find/read-target.ts";
import type { Migration, Target } from "../migration.ts";
import type { MergedEdit, NeverRun, Selection } from "../selection.ts";
import type { Folder, MigrationFile, PassedOver } from "../tools/tool.ts";
import type { Tree } from "../tree.ts";
import { earlyOnes, neverRun } from "./never-run.ts";

/** The states of a repository that a change is seen against. */
export interface States {
  readonly head: Tree;
  /** Where this work left the base. */
  readonly mergeBase: Tree;
  /** The base as it is now: what production runs, or will have run. */
  readonly tip: Tree;
  /** Paths that differ between head and merge base. */
  readonly changed: ReadonlySet<string>;
  /** Paths that head has and the merge base has not. */
  readonly added: ReadonlySet<string>;
  /** Paths that differ between head and tip. */
  readonly changedFromTip: ReadonlySet<string>;
  /** False where the merge base is not known: then what head lacks may just be newer on the base. */
  readonly exact: boolean;
}

/** What a change does to one target. */
export interface Comparison {
  /** Null where nothing is new. */
  readonly selection: Selection | null;
  readonly edits: readonly MergedEdit[];
  readonly neverRun: readonly NeverRun[];
}

/**
 * One target at head against its base.
 *
 * @param origin the folder on the base, where this change moves it.
 */
export async function compareTarget(found: FoundTarget, origin: Folder, states: States): Promise<Comparison> {
  const { listing, target } = found;
  const base = (await origin.list(states.mergeBase)).files;
  const tip = states.tip === states.mergeBase ? base : (await origin.list(states.tip)).files;
  const merged = new Map([...base, ...tip].map((file) => [file.id, file]));
  const head = new Map(listing.files.map((file) => [file.id, file]));

  const added = listing.files.filter(
    (file) => !merged.has(file.id) || (file.repeatable === true && states.changedFromTip.has(file.path)),
  );
  const removed = base.filter(
    (file) => !head.has(file.id) && states.exact && tip.some(({ id }) => id === file.id),
  );
  const removedTexts = await readFiles(origin, removed, states.mergeBase);
  const renamed = matchRenames(removedTexts.migrations, added, target.migrations);
  const newFiles = added.filter(({ id }) => ![...renamed.values()].some((to) => to.id === id));

  const edits: MergedEdit[] = removed.map((file) => {
    const to = renamed.get(file.id);
    const before = removedTexts.migrations.find(({ id }) => id === file.id)?.sql ?? null;
    const kind = to === undefined ? "deleted" : "renamed";
    return mergedEdit(kind, target, file, { to: to?.path ?? null, before, after: to?.sql ?? null });
  });
  edits.push(...(await editsOf(found, origin, base, states)));
  const isNewFile = ({ path }: PassedOver) => states.added.has(path);
  return {
    selection: await select(found, origin, tip, newFiles, states),
    edits,
    neverRun: neverRun(found.folder, tip, newFiles, (listing.passedOver ?? []).filter(isNewFile)),
  };
}

/** What a change does to a merged migration of a target, with its SQL before and after. */
export function mergedEdit(
  kind: MergedEdit["kind"],
  { name }: Target,
  { id, path }: Pick<MigrationFile, "id" | "path">,
  texts: Pick<MergedEdit, "to" | "before" | "after">,
): MergedEdit {
  return { kind, target: name, id, path, ...texts };
}

/** A removed migration and a new one with the same SQL: it was renamed. */
function matchRenames(
  removed: readonly Migration[],
  added: readonly MigrationFile[],
  migrations: readonly Migration[],
): ReadonlyMap<string, Migration> {
  const free = migrations.filter(({ id }) => added.some((file) => file.id === id));
  const renamed = new Map<string, Migration>();
  for (const { id, sql } of removed) {
    const index = free.findIndex((candidate) => candidate.sql === sql && sql.trim() !== "");
    const [to] = index < 0 ? [] : free.splice(index, 1);
    if (to !== undefined) renamed.set(id, to);
  }
  return renamed;
}

/** Migrations that are merged and have another content at head than on the merge base. */
async function editsOf(
  found: FoundTarget,
  origin: Folder,
  base: readonly MigrationFile[],
  states: States,
): Promise<MergedEdit[]> {
  const { listing, target } = found;
  const edits: MergedEdit[] = [];
  for (const file of base) {
    const now = listing.files.find(({ id }) => id === file.id);
    if (now === undefined || file.repeatable === true) continue;
    if (now.path === file.path && !states.changed.has(file.path)) continue;
    // The base may have taken the same edit in the meantime.
    if (!states.changedFromTip.has(now.path)) continue;
    const content = await contentOf(states.mergeBase, file.path);
    if (content !== null && (await contentOf(states.head, now.path))?.equals(content)) continue;
    const [old] = (await readFiles(origin, [file], states.mergeBase)).migrations;
    const present = target.migrations.find(({ id }) => id === file.id);
    // Only the way back differs, which nothing keeps a checksum of.
    if (old !== undefined && old.sql === present?.sql) continue;
    const [before, after] = [old?.sql ?? null, present?.sql ?? null];
    edits.push(mergedEdit("edited", target, now, { to: null, before, after }));
  }
  return edits;
}

async function contentOf(tree: Tree, path: string): Promise<Buffer | null> {
  return tree.read(path).catch(() => null);
}

/** The target in production's order: what the base has, then what is new. */
async function select(
  found: FoundTarget,
  origin: Folder,
  tip: readonly MigrationFile[],
  newFiles: readonly MigrationFile[],
  states: States,
): Promise<Selection | null> {
  const { folder, target } = found;
  const isNew = new Set(newFiles.map(({ id }) => id));
  const judged = target.migrations.filter(({ id }) => isNew.has(id));
  if (judged.length === 0) return null;
  // What is run again has been run as it is merged; a callback runs at each run, and leaves nothing to build on.
  const before = tip.filter(
    ({ id, callback, repeatable }) => callback !== true && (!isNew.has(id) || repeatable === true),
  );
  const present = new Map(target.migrations.map((migration) => [migration.id, migration]));
  // Those that this work changes, and those that its settings leave out, are read as the base has them.
  const differing = before.filter(
    ({ id, path }) => states.changedFromTip.has(path) || !found.listing.files.some((file) => file.id === id),
  );
  const asMerged = await readFiles(origin, differing, states.tip);
  const merged = new Map(asMerged.migrations.map((migration) => [migration.id, migration]));
  const chain = before.flatMap((file) => {
    const migration = differing.includes(file) ? merged.get(file.id) : present.get(file.id);
    if (migration === undefined) return [];
    return isNew.has(file.id) ? [{ ...migration, id: `${file.id} as merged` }] : [migration];
  });
  return {
    target,
    migrations: [...chain, ...judged],
    judged: new Set(judged.map(({ id }) => id)),
    grouping: "one change",
    early: earlyOnes(folder, before, newFiles),
    downs: () => readDowns(found, judged, states.head),
  };
}
