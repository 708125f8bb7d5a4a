import type { Found } from "../find/discover.ts";
import { readEntries } from "../find/read-target.ts";
import type { Migration } from "../migration.ts";
import type { MergedEdit, Selection } from "../selection.ts";
import type { Entry, Folder, PassedOver } from "../tools/tool.ts";
import type { Tree } from "../tree.ts";
import { earlyOnes, type NeverRun, neverRun } from "./never-run.ts";

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
export async function compareTarget(found: Found, origin: Folder, states: States): Promise<Comparison> {
  const { listing, target } = found;
  const base = (await origin.list(states.mergeBase)).entries;
  const tip = states.tip === states.mergeBase ? base : (await origin.list(states.tip)).entries;
  const merged = new Map([...base, ...tip].map((entry) => [entry.id, entry]));
  const head = new Map(listing.entries.map((entry) => [entry.id, entry]));

  const added = listing.entries.filter(
    (entry) => !merged.has(entry.id) || (entry.repeatable === true && states.changedFromTip.has(entry.path)),
  );
  const gone = base.filter(
    (entry) => !head.has(entry.id) && states.exact && tip.some(({ id }) => id === entry.id),
  );
  const goneTexts = await readEntries(origin, gone, states.mergeBase);
  const renamed = matchRenames(goneTexts.migrations, added, target.migrations);
  const fresh = added.filter(({ id }) => ![...renamed.values()].some((to) => to.id === id));

  const edits: MergedEdit[] = gone.map((entry) => {
    const to = renamed.get(entry.id);
    const before = goneTexts.migrations.find(({ id }) => id === entry.id)?.sql ?? null;
    const kind = to === undefined ? "deleted" : "renamed";
    return {
      kind,
      target: target.name,
      id: entry.id,
      path: entry.path,
      to: to?.path ?? null,
      before,
      after: to?.sql ?? null,
    };
  });
  edits.push(...(await editsOf(found, origin, base, states)));
  const isNewFile = ({ path }: PassedOver) => states.added.has(path);
  return {
    selection: await select(found, origin, tip, fresh, states),
    edits,
    neverRun: neverRun(found.folder, tip, fresh, (listing.passedOver ?? []).filter(isNewFile)),
  };
}

/** A merged migration that is gone, and a new one with the same SQL: it was renamed. */
function matchRenames(
  gone: readonly Migration[],
  added: readonly Entry[],
  migrations: readonly Migration[],
): ReadonlyMap<string, Migration> {
  const free = migrations.filter(({ id }) => added.some((entry) => entry.id === id));
  const renamed = new Map<string, Migration>();
  for (const { id, sql } of gone) {
    const index = free.findIndex((candidate) => candidate.sql === sql && sql.trim() !== "");
    const [to] = index < 0 ? [] : free.splice(index, 1);
    if (to !== undefined) renamed.set(id, to);
  }
  return renamed;
}

/** Migrations that are merged and have another content at head than on the merge base. */
async function editsOf(
  found: Found,
  origin: Folder,
  base: readonly Entry[],
  states: States,
): Promise<MergedEdit[]> {
  const { listing, target } = found;
  const edits: MergedEdit[] = [];
  for (const entry of base) {
    const now = listing.entries.find(({ id }) => id === entry.id);
    if (now === undefined || entry.repeatable === true) continue;
    if (now.path === entry.path && !states.changed.has(entry.path)) continue;
    // The base may have taken the same edit in the meantime.
    if (!states.changedFromTip.has(now.path)) continue;
    const before = await contentOf(states.mergeBase, entry.path);
    const after = await contentOf(states.head, now.path);
    if (before !== null && after !== null && before.equals(after)) continue;
    const [old] = (await readEntries(origin, [entry], states.mergeBase)).migrations;
    const present = target.migrations.find(({ id }) => id === entry.id);
    // Only the way back differs, which nothing keeps a checksum of.
    if (old !== undefined && old.sql === present?.sql) continue;
    edits.push({
      kind: "edited",
      target: target.name,
      id: entry.id,
      path: now.path,
      to: null,
      before: old?.sql ?? null,
      after: present?.sql ?? null,
    });
  }
  return edits;
}

async function contentOf(tree: Tree, path: string): Promise<Buffer | null> {
  return tree.read(path).catch(() => null);
}

/** The target in production's order: what the base has, then what is new. */
async function select(
  found: Found,
  origin: Folder,
  tip: readonly Entry[],
  fresh: readonly Entry[],
  states: States,
): Promise<Selection | null> {
  const { folder, target } = found;
  const isNew = new Set(fresh.map(({ id }) => id));
  const judged = target.migrations.filter(({ id }) => isNew.has(id));
  if (judged.length === 0) return null;
  // What is run again has been run as it is merged; a callback runs at each run, and leaves nothing to build on.
  const before = tip.filter(
    ({ id, callback, repeatable }) => callback !== true && (!isNew.has(id) || repeatable === true),
  );
  const present = new Map(target.migrations.map((migration) => [migration.id, migration]));
  // Those that this work changes, and those that its settings leave out, are read as the base has them.
  const differing = before.filter(
    ({ id, path }) =>
      states.changedFromTip.has(path) || !found.listing.entries.some((entry) => entry.id === id),
  );
  const asMerged = await readEntries(origin, differing, states.tip);
  const merged = new Map(asMerged.migrations.map((migration) => [migration.id, migration]));
  const chain = before.flatMap((entry) => {
    const migration = differing.includes(entry) ? merged.get(entry.id) : present.get(entry.id);
    if (migration === undefined) return [];
    return isNew.has(entry.id) ? [{ ...migration, id: `${entry.id} as merged` }] : [migration];
  });
  return {
    target,
    migrations: [...chain, ...judged],
    judged: new Set(judged.map(({ id }) => id)),
    grouping: "one change",
    early: earlyOnes(folder, before, fresh),
  };
}
