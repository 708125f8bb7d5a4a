import type { Target } from "../migration.ts";
import { plain } from "../tools/sql/sql.ts";
import type { Folder, FolderListing, TableName, Tool } from "../tools/tool.ts";
import { toolWithId } from "../tools/tools.ts";
import type { Tree } from "../tree.ts";
import type { Unreadable } from "../unreadable.ts";
import { guessDatabase, isPostgres } from "./database.ts";
import type { FoundTarget } from "./found-target.ts";
import { linksOut } from "./links.ts";
import { readFiles } from "./read-target.ts";
import { readTwice } from "./read-twice.ts";
import { type DiscoverOptions, type RecognizedFolder, recognizeFolders } from "./recognize.ts";
import { nameFolders } from "./target-names.ts";

export type { FoundTarget } from "./found-target.ts";

export interface DiscoverResult {
  /** Sorted by directory. */
  readonly found: readonly FoundTarget[];
  readonly excluded: readonly string[];
  /** What was looked through: the files below the starts, those left out excepted. */
  readonly files: readonly string[];
  /** Folders of migrations that are links out of the repository. */
  readonly links: readonly Unreadable[];
  readonly starts: readonly string[];
}

/** The folders of migrations below the starts. One target for each tool, folder and database. */
export async function discover(there: Tree, options: DiscoverOptions): Promise<DiscoverResult> {
  const tree = readTwice(there);
  const { recognized, excluded, files } = await recognizeFolders(tree, options);
  const all = [...recognized.values()].sort((a, b) => (a.folder.dir < b.folder.dir ? -1 : 1));
  const names = nameFolders(all.map(({ folder: { dir, tool } }) => ({ dir, tool: tool.id })));
  const found = await Promise.all(all.map((one, index) => build(tree, one, names[index] ?? "default")));
  const links = await linksOut(tree, files, (dir) => recognized.has(dir));
  return { found, excluded, files, links, starts: options.starts };
}

/**
 * Plain SQL for PostgreSQL that the user gave by hand, in no folder of migrations: one file by itself, or the folder of
 * numbered files in which it stands.
 */
export function plainFound(tree: Tree, dir: string, only: string | null): Promise<FoundTarget> {
  const folder = plain(dir, only === null ? {} : { only });
  return build(tree, { folder, declared: { dir }, sample: async () => "" }, only ?? "default");
}

/** Why the migrations of a folder are not judged, or null. */
export async function skippedBecause(
  tree: Tree,
  { folder, declared, sample }: RecognizedFolder,
): Promise<string | null> {
  const isDeclared = declared !== null;
  const database = folder.database ?? (isDeclared ? null : await guessDatabase(tree, folder.dir, sample));
  const other = isPostgres(database) ? null : `${database?.name}, not PostgreSQL: by ${database?.shownBy}`;
  return folder.notRead ?? other;
}

async function build(tree: Tree, recognized: RecognizedFolder, name: string): Promise<FoundTarget> {
  const { folder, declared } = recognized;
  const listing = await folder.list(tree);
  const skipped = await skippedBecause(tree, recognized);
  const target: Target = {
    name: declared?.name ?? name,
    tool: toolWithId(folder.tool.id).id,
    dir: folder.dir,
    skipped,
    ...(skipped === null ? await contentOf(tree, folder, listing) : NOTHING),
    assumption: folder.assumption,
    history: tableNamed(declared?.historyTable, folder.tool) ?? folder.history ?? defaultTable(folder.tool),
    postgres: declared?.postgres ?? null,
    extensions: declared?.extensions ?? [],
    isCaptured: folder.isCaptured === true,
    prelude: declared?.prelude ?? null,
  };
  return { target, folder, listing };
}

type Content = Pick<Target, "migrations" | "unreadable" | "remarks" | "gaps">;

const NOTHING: Content = { migrations: [], unreadable: [], remarks: [], gaps: [] };

async function contentOf(tree: Tree, folder: Folder, listing: FolderListing): Promise<Content> {
  const { files, problems = [], remarks = [], passedOver = [], code = [] } = listing;
  const read = await readFiles(folder, files, tree);
  // What the tool's index does not name may have been run all the same, before it was lost there.
  const unlisted = passedOver.filter(({ why }) => why.kind === "not listed");
  return {
    migrations: read.migrations,
    unreadable: [...problems.map(said), ...read.unreadable],
    remarks: [...remarks, ...passedOver.map(said), ...code, ...read.remarks],
    gaps: [...code, ...unlisted].map(({ path }) => path),
  };
}

function said({ path, line, reason }: Unreadable): Unreadable {
  return { path, line, reason };
}

function tableNamed(name: string | undefined, { history }: Tool): TableName | null {
  if (name === undefined) return null;
  const [table = "", schema = history?.schema ?? "public"] = name.split(".").reverse();
  return { schema, table };
}

function defaultTable({ history }: Tool): TableName | null {
  return history === undefined ? null : { schema: history.schema ?? "public", table: history.tables[0] };
}
