import type { ToolId } from "../migration.ts";
import type { DeclaredTarget } from "../selection.ts";
import { capturedFolder } from "../tools/not-read.ts";
import { isPlain, plain, plainFolders, sql } from "../tools/sql/sql.ts";
import type { Folder, SearchedFolders } from "../tools/tool.ts";
import { TOOLS, toolWithId } from "../tools/tools.ts";
import { filesBelow, filesIn, isBelow, isSqlFile, type Tree } from "../tree.ts";
import { codeFolders } from "./code-folders.ts";
import { leaveOut } from "./exclude.ts";
import { searchedFolders } from "./searched-folders.ts";

/** Where to look, and what is known beforehand. */
export interface DiscoverOptions {
  /** Folders below which every folder of migrations counts, relative to the root. */
  readonly starts: readonly string[];
  /** Folders that the user gave by hand: where nothing below them is recognised, all their SQL is judged. */
  readonly byHand: ReadonlySet<string>;
  readonly declared: readonly DeclaredTarget[];
  /** Read the folders given by hand as this tool's, where it does not recognise any below them. */
  readonly tool: ToolId | null;
  /** As `SelectOptions.isCaptured`. */
  readonly isCaptured?: ((dir: string) => boolean) | undefined;
}

/** A folder of migrations as it is recognised, nothing of it read yet. */
export interface RecognizedFolder {
  readonly folder: Folder;
  readonly declared: DeclaredTarget | null;
  readonly sample: () => Promise<string>;
}

export interface RecognizeResult {
  /** By directory. */
  readonly recognized: ReadonlyMap<string, RecognizedFolder>;
  readonly excluded: readonly string[];
  readonly files: readonly string[];
}

/** What the folders are, in one state of the repository: no migration is read for it. */
export async function recognizeFolders(tree: Tree, options: DiscoverOptions): Promise<RecognizeResult> {
  const excluded = new Set<string>();
  const searched = new Set<string>();
  const recognized = new Map<string, RecognizedFolder>();
  for (const declared of options.declared) {
    const own = await declare(tree, declared);
    const folder = declared.command === undefined ? own : capturedFolder(own, declared);
    recognized.set(folder.dir, { folder, declared, sample: async () => "" });
  }
  const declaredDirs = [...options.declared.map(({ dir }) => dir), ...recognized.keys()];
  for (const start of options.starts) {
    const { files, excluded: left } = leaveOut(tree.files, start, declaredDirs);
    for (const dir of left) excluded.add(dir);
    for (const path of files) searched.add(path);
    const search = searchedFolders(tree, files);
    for (const folder of await foldersBelow(search, start, options)) {
      if (recognized.has(folder.dir)) continue;
      const isCaptured = folder.notRead !== null && options.isCaptured?.(folder.dir) === true;
      const own = isCaptured ? capturedFolder(folder, folder) : folder;
      recognized.set(folder.dir, { folder: own, declared: null, sample: () => search.sample(folder.dir) });
    }
  }
  return { recognized, excluded: [...excluded].sort(), files: [...searched] };
}

/** The folder of a declared target, read by the tool that it names, else by the one that recognises it. */
async function declare(tree: Tree, declared: DeclaredTarget): Promise<Folder> {
  const { dir, tool } = declared;
  if (tool !== undefined && tool !== sql.id) return toolWithId(tool).declare(tree, declared);
  const hasFiles = filesIn(tree.files, dir).some(isSqlFile);
  // Said to be SQL, and nothing that psql would run in it: then it is one of the layouts that have no name of their own.
  if (tool === sql.id && hasFiles) return plain(dir, declared);
  const [first] = await claimedFolders(searchedFolders(tree, filesBelow(tree.files, dir)));
  if (first === undefined || isPlain(first)) return plain(dir, declared);
  return tool === undefined || first.tool.id === sql.id ? first : plain(dir, declared);
}

async function foldersBelow(
  search: SearchedFolders,
  start: string,
  { byHand, tool }: DiscoverOptions,
): Promise<readonly Folder[]> {
  const folders = await claimedFolders(search);
  if (!byHand.has(start)) return folders;
  if (tool !== null && !folders.some((folder) => folder.tool.id === tool)) {
    return [await toolWithId(tool).declare(search.tree, { dir: start }), ...folders];
  }
  // Beside recognised migrations, other SQL is a dump or a seed.
  return folders.length > 0 ? folders : plainFolders(search);
}

/** What the tools recognise, each folder claimed by the first: plain SQL takes what all others leave. */
async function claimedFolders(search: SearchedFolders): Promise<readonly Folder[]> {
  const claimed: Folder[] = [];
  const claim = (folders: readonly Folder[] = []) => {
    for (const folder of folders) if (!isClaimed(claimed, folder)) claimed.push(folder);
  };
  for (const tool of TOOLS) if (tool !== sql) claim(await tool.detect?.(search));
  claim(await codeFolders(search));
  claim(await sql.detect?.(search));
  return claimed;
}

/** The folder is another tool's, or, for plain SQL, lies inside of one: files that its tool does not run. */
function isClaimed(claimed: readonly Folder[], folder: Folder): boolean {
  const { dir } = folder;
  return claimed.some(
    (other) => other.dir === dir || (isPlain(folder) && !isPlain(other) && isBelow(dir, other.dir)),
  );
}
