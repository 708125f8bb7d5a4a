import { decode } from "../decode.ts";
import type { Unreadable } from "../failure.ts";
import type { Target, ToolId } from "../migration.ts";
import type { DeclaredTarget } from "../selection.ts";
import { isPlain, plain, plainFolders, sql } from "../tools/sql/sql.ts";
import type { Folder, Listing, Search, Tool } from "../tools/tool.ts";
import { TOOLS } from "../tools/tools.ts";
import {
  basename,
  dirname,
  FileFailure,
  filesBelow,
  filesIn,
  isBelow,
  isSqlFile,
  type Tree,
} from "../tree.ts";
import { guessDatabase, isPostgres } from "./database.ts";
import { leaveOut } from "./exclude.ts";
import { linksOut } from "./links.ts";
import { readEntries } from "./read-target.ts";
import { nameFolders } from "./target-names.ts";

/** Where to look, and what is known beforehand. */
export interface Where {
  /** Folders below which every folder of migrations counts, relative to the root. */
  readonly starts: readonly string[];
  /** Folders that the user gave by hand: where nothing below them is recognised, all their SQL is judged. */
  readonly byHand: ReadonlySet<string>;
  readonly declared: readonly DeclaredTarget[];
  /** Read the folders given by hand as this tool's, where it does not recognise any below them. */
  readonly tool: ToolId | null;
}

/** A target, and how its folder is read in other states of the repository. */
export interface Found {
  readonly target: Target;
  readonly folder: Folder;
  readonly listing: Listing;
}

export interface Discovery {
  /** Sorted by directory. */
  readonly found: readonly Found[];
  readonly excluded: readonly string[];
  /** What was looked through: the files below the starts, those left out excepted. */
  readonly files: readonly string[];
  /** Folders of migrations that are links out of the repository. */
  readonly links: readonly Unreadable[];
  readonly starts: readonly string[];
}

/** A folder of migrations as it is recognised, nothing of it read yet. */
export interface Named {
  readonly folder: Folder;
  readonly declared: DeclaredTarget | null;
  readonly sample: () => Promise<string>;
}

/** The folders of migrations below the starts. One target for each tool, folder and database. */
export async function discover(tree: Tree, where: Where): Promise<Discovery> {
  const { named, excluded, files } = await nameAll(tree, where);
  const all = [...named.values()].sort((a, b) => (a.folder.dir < b.folder.dir ? -1 : 1));
  const names = nameFolders(all.map(({ folder }) => folder));
  const found = await Promise.all(all.map((one, index) => build(tree, one, names[index] ?? "default")));
  const links = await linksOut(tree, files, (dir) => named.has(dir));
  return { found, excluded, files, links, starts: where.starts };
}

interface NamedFolders {
  /** By directory. */
  readonly named: ReadonlyMap<string, Named>;
  readonly excluded: readonly string[];
  readonly files: readonly string[];
}

/** What the folders are, in one state of the repository: no migration is read for it. */
export async function nameAll(tree: Tree, where: Where): Promise<NamedFolders> {
  const excluded = new Set<string>();
  const searched = new Set<string>();
  const named = new Map<string, Named>();
  for (const declared of where.declared) {
    const folder = await declare(tree, declared);
    named.set(folder.dir, { folder, declared, sample: async () => "" });
  }
  const declaredDirs = [...where.declared.map(({ dir }) => dir), ...named.keys()];
  for (const start of where.starts) {
    const { files, excluded: left } = leaveOut(tree.files, start, declaredDirs);
    for (const dir of left) excluded.add(dir);
    for (const path of files) searched.add(path);
    const search = searchIn(tree, files);
    for (const folder of await recognise(search, start, where)) {
      if (named.has(folder.dir)) continue;
      named.set(folder.dir, { folder, declared: null, sample: () => search.sample(folder.dir) });
    }
  }
  return { named, excluded: [...excluded].sort(), files: [...searched] };
}

/** The folder of a declared target, read by the tool that it names, else by the one that recognises it. */
async function declare(tree: Tree, declared: DeclaredTarget): Promise<Folder> {
  const { dir } = declared;
  if (declared.tool !== undefined && declared.tool !== "sql") {
    return toolNamed(declared.tool).declare(tree, declared);
  }
  const hasFiles = filesIn(tree.files, dir).some(isSqlFile);
  // Said to be SQL, and nothing that psql would run in it: then it is one of the layouts that have no name of their own.
  if (declared.tool === "sql" && hasFiles) return plain(dir, declared);
  const [first] = await claim(searchIn(tree, filesBelow(tree.files, dir)));
  if (first === undefined || isPlain(first)) return plain(dir, declared);
  return declared.tool === undefined || first.tool === "sql" ? first : plain(dir, declared);
}

function toolNamed(id: ToolId): Tool {
  // "sql" is there twice: the folders of sql-migrate bear it too, and plain SQL comes last.
  return TOOLS.findLast((tool) => tool.id === id) ?? sql;
}

async function recognise(search: Search, start: string, where: Where): Promise<readonly Folder[]> {
  const folders = await claim(search);
  if (!where.byHand.has(start)) return folders;
  const { tool } = where;
  if (tool !== null && !folders.some((folder) => folder.tool === tool)) {
    return [await toolNamed(tool).declare(search.tree, { dir: start, tool }), ...folders];
  }
  // Beside recognised migrations, other SQL is a dump or a seed.
  return folders.length > 0 ? folders : plainFolders(search);
}

/** What the tools recognise, each folder claimed by the first. */
async function claim(search: Search): Promise<readonly Folder[]> {
  const claimed: Folder[] = [];
  for (const tool of TOOLS) {
    for (const folder of await tool.detect(search)) if (!isClaimed(claimed, folder)) claimed.push(folder);
  }
  return claimed;
}

/** The folder is another tool's, or, for plain SQL, lies inside of one: files that its tool does not run. */
function isClaimed(claimed: readonly Folder[], folder: Folder): boolean {
  const { dir } = folder;
  return claimed.some(
    (other) => other.dir === dir || (isPlain(folder) && !isPlain(other) && isBelow(dir, other.dir)),
  );
}

function searchIn(tree: Tree, files: readonly string[]): Search {
  const folders = new Map<string, string[]>();
  for (const path of files) {
    const dir = dirname(path);
    const names = folders.get(dir);
    if (names === undefined) folders.set(dir, [basename(path)]);
    else names.push(basename(path));
  }
  const samples = new Map<string, Promise<string>>();
  const sample = (dir: string) => {
    const text = samples.get(dir) ?? sampleOf(tree, filesBelow(files, dir));
    samples.set(dir, text);
    return text;
  };
  return { tree, folders, sample };
}

// Directives and a database's own words stand at the beginning; a baseline can be megabytes.
const SAMPLE = 50_000;

async function sampleOf(tree: Tree, files: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const path of files.filter((path) => path.endsWith(".sql")).slice(0, 3)) {
    try {
      texts.push(decode(await tree.read(path)).text?.slice(0, SAMPLE) ?? "");
    } catch (error) {
      if (!(error instanceof FileFailure)) throw error;
    }
  }
  return texts.join("\n");
}

/**
 * Plain SQL for PostgreSQL that the user gave by hand, in no folder of migrations: one file by itself, or the folder of
 * numbered files in which it stands.
 */
export function plainFound(tree: Tree, dir: string, only: string | null): Promise<Found> {
  const folder = plain(dir, only === null ? {} : { only });
  return build(tree, { folder, declared: { dir }, sample: async () => "" }, only ?? "default");
}

/** Why the migrations of a folder are not judged, or null. */
export async function skippedBecause(
  tree: Tree,
  { folder, declared, sample }: Named,
): Promise<string | null> {
  const isDeclared = declared !== null;
  const database = folder.database ?? (isDeclared ? null : await guessDatabase(tree, folder.dir, sample));
  const other = isPostgres(database) ? null : `${database?.name}, not PostgreSQL: by ${database?.shownBy}`;
  return folder.notRead ?? other;
}

async function build(tree: Tree, named: Named, name: string): Promise<Found> {
  const { folder, declared } = named;
  const listing = await folder.list(tree);
  const skipped = await skippedBecause(tree, named);
  const { entries, problems, remarks } = listing;
  const read = await readEntries(folder, skipped === null ? entries : [], tree);
  const target: Target = {
    name: declared?.name ?? name,
    tool: folder.tool,
    dir: folder.dir,
    migrations: read.migrations,
    unreadable: skipped === null ? [...problems, ...read.unreadable] : [],
    remarks:
      skipped === null
        ? [...remarks, ...(listing.passedOver ?? []), ...(listing.code ?? []), ...read.remarks]
        : [],
    gaps: skipped === null ? [...(listing.code ?? []), ...unlisted(listing)].map(({ path }) => path) : [],
    skipped,
    assumption: folder.assumption,
    history: folder.history,
    postgres: declared?.postgres ?? null,
    extensions: declared?.extensions ?? [],
    prelude: declared?.prelude ?? null,
  };
  return { target, folder, listing };
}

/** What the tool's index does not name may have been run all the same, before it was lost there. */
function unlisted({ passedOver = [] }: Listing): readonly Unreadable[] {
  return passedOver.filter(({ why }) => why.kind === "not listed");
}
