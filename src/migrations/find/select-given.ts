import type { Target } from "../migration.ts";
import type { NeverRun, Selection, SelectResult } from "../selection.ts";
import { isNumbered } from "../tools/sql/sql.ts";
import { basename, dirname, filesIn, isBelow, isSqlFile, type Tree } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";
import { type FoundTarget, plainFound } from "./discover.ts";
import type { Given } from "./given.ts";
import { readDowns } from "./read-downs.ts";

/** What to judge of what the user gave, or of everything. */
export type GivenResult = Pick<
  SelectResult,
  "found" | "targets" | "selections" | "neverRun" | "unreadable" | "remarks"
>;

/** Everything below the folders, or of the whole search where no path is given. Each migration is a change of its own. */
export function selectWhole(found: readonly FoundTarget[], folders: readonly string[] | null): GivenResult {
  const wanted = found.filter(({ target }) => folders === null || folders.some((dir) => isIn(target, dir)));
  const targets = wanted.map(({ target }) => target);
  return {
    found: wanted,
    targets,
    selections: targets.filter(({ migrations }) => migrations.length > 0).map(selectAll),
    neverRun: [],
    unreadable: targets.flatMap(({ unreadable }) => unreadable),
    remarks: targets.flatMap(({ remarks }) => remarks),
  };
}

function selectAll(target: Target): Selection {
  const { migrations } = target;
  return { target, migrations, judged: new Set(migrations.map(({ id }) => id)), grouping: "each", early: [] };
}

/** The folders that hold no migrations. */
export function emptyFolders(found: readonly FoundTarget[], folders: readonly string[]): Unreadable[] {
  return folders
    .filter((dir) => !found.some(({ target }) => isIn(target, dir)))
    .map((dir) => {
      const reason = `${isMeantAsFile(dir) ? "is a folder, not an SQL file, and " : ""}holds no migrations`;
      return { path: dir || ".", line: null, reason };
    });
}

/** A folder with the name of an SQL file. */
export function isMeantAsFile(dir: string): boolean {
  return dir.endsWith(".sql");
}

function isIn({ dir }: Target, folder: string): boolean {
  return dir === folder || isBelow(dir, folder);
}

/** Files given by hand: those of one target are one change, what stands before them in their target is its base. */
export async function selectFiles(
  tree: Tree,
  found: readonly FoundTarget[],
  given: Given,
  each: boolean,
): Promise<GivenResult> {
  const owners = new Map<FoundTarget, Set<string>>();
  const unreadable: Unreadable[] = [];
  const folders = new Map<string, FoundTarget>();
  const never: NeverRun[] = [];
  for (const path of given.files) {
    never.push(...found.flatMap((one) => passedOverAt(one, path)));
    const owner = ownerOf(found, path) ?? (await plainOwner(tree, folders, path));
    if (typeof owner === "string") unreadable.push({ path, line: null, reason: owner });
    else owners.set(owner, (owners.get(owner) ?? new Set()).add(path));
  }
  const pairs = [...owners];
  return {
    found: pairs.map(([one]) => one),
    targets: pairs.map(([{ target }]) => target),
    selections: pairs.flatMap(([owner, paths]) => selectSome(owner, paths, { each, tree })),
    neverRun: never,
    unreadable: [
      ...unreadable,
      ...pairs.flatMap(([{ target }, paths]) => target.unreadable.filter(({ path }) => paths.has(path))),
    ],
    remarks: pairs.flatMap(([{ target }, paths]) => target.remarks.filter(({ path }) => paths.has(path))),
  };
}

/** The tool in whose folder it stands leaves it out: it is judged as plain SQL, and never run. */
function passedOverAt({ folder, listing }: FoundTarget, path: string): NeverRun[] {
  return (listing.passedOver ?? [])
    .filter((one) => one.path === path)
    .map(({ why }) => ({ tool: folder.tool, id: null, path, why }));
}

/** The target that runs the file; or why it cannot be read; or null where no target has it. */
function ownerOf(found: readonly FoundTarget[], path: string): FoundTarget | string | null {
  const owner = found.find(({ listing }) => listing.files.some((file) => file.path === path));
  if (owner !== undefined && owner.folder.notRead === null) return owner;
  if (isSqlFile(path)) return null;
  const unread = found.find(({ folder }) => folder.notRead !== null && folder.owns(path));
  return unread?.folder.notRead ?? "is not an SQL file, and belongs to no target";
}

/** The folder of numbered files in which it stands, else the file by itself. */
async function plainOwner(tree: Tree, folders: Map<string, FoundTarget>, path: string): Promise<FoundTarget> {
  const dir = dirname(path);
  const siblings = filesIn(tree.files, dir).filter(isSqlFile);
  if (siblings.length < 2 || !siblings.every((sibling) => isNumbered(basename(sibling)))) {
    return plainFound(tree, dir, path);
  }
  const known = folders.get(dir) ?? (await plainFound(tree, dir, null));
  folders.set(dir, known);
  return known.listing.files.some((file) => file.path === path) ? known : plainFound(tree, dir, path);
}

function selectSome(
  found: FoundTarget,
  paths: ReadonlySet<string>,
  { each, tree }: { readonly each: boolean; readonly tree: Tree },
): Selection[] {
  const { target } = found;
  const judged = target.migrations.filter(({ path }) => paths.has(path));
  const last = judged.at(-1);
  if (last === undefined) return [];
  return [
    {
      target,
      migrations: target.migrations.slice(0, target.migrations.indexOf(last) + 1),
      judged: new Set(judged.map(({ id }) => id)),
      grouping: each ? "each" : "one change",
      early: [],
      downs: () => readDowns(found, judged, tree),
    },
  ];
}
