import type { ToolId } from "../migration.ts";
import { basename, filesBelow, isBelow, join, readText, type Tree } from "../tree.ts";
import { nearestDependencies } from "./installed-version.ts";
import type { Folder, Search, Tool } from "./tool.ts";
import { IN_CODE, IN_FILES, type Unread, type UnreadFiles } from "./unread-signs.ts";

/** The tools that are recognised, so that their migrations are named and never passed over in silence. */
export const UNREAD: readonly Tool[] = [
  ...IN_FILES.map((unread) =>
    toolFor(unread, "are not read yet", (search) => foldersOfFiles(search, unread)),
  ),
  ...IN_CODE.map((unread) => {
    const what = unread.file.test("1.sql") ? "are not read yet" : "are code and are not read yet";
    return toolFor(unread, what, (search) => foldersOfCode(search, unread.id));
  }),
];

function toolFor(unread: Unread, what: string, detect: (search: Search) => Promise<readonly string[]>): Tool {
  const notRead = `the migrations of ${unread.name} ${what}`;
  return {
    id: unread.id,
    detect: async (search) => [...new Set(await detect(search))].map((dir) => folderAt(unread, notRead, dir)),
    declare: async (_, { dir }) => folderAt(unread, notRead, dir),
  };
}

function folderAt({ id, file }: Unread, notRead: string, dir: string): Folder {
  const isOwn = (path: string) =>
    isBelow(path, dir) && file.test(path) && !/(\.d\.ts|\.test\.\w+|__init__\.py)$/.test(path);
  const entryAt = (path: string) => ({ id: basename(path), path, version: basename(path) });
  return {
    tool: id,
    dir,
    database: null,
    notRead,
    assumption: null,
    history: null,
    late: "runs",
    owns: isOwn,
    list: async (tree) => ({
      entries: filesBelow(tree.files, dir).filter(isOwn).map(entryAt),
      problems: [],
      remarks: [],
    }),
    compare: (a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0),
    read: () => ({ sql: "", transaction: "file" }),
  };
}

async function foldersOfFiles(search: Search, { sign, beside, folder }: UnreadFiles): Promise<string[]> {
  const dirs: string[] = [];
  for (const [dir, names] of search.folders) {
    const isBeside = beside !== undefined && names.some((name) => beside.test(name));
    const hasSql = sign !== undefined && names.some((name) => name.endsWith(".sql"));
    if (isBeside || (hasSql && sign.test(await search.sample(dir)))) dirs.push(folder?.(dir) ?? dir);
  }
  return dirs;
}

/** Folders of code that may be migrations: "migrations/20260101_x.ts", Rails' and Alembic's own. */
const CODE: readonly (readonly [folder: RegExp, file: RegExp])[] = [
  [/^\.?migrations?$/i, /^(\d{3,}|Migration\d+|m\d+).*\.([cm]?[jt]s|py|sql)$/],
  [/^migrate$/, /^\d{3,}.*\.rb$/],
  [/^versions$/, /^\w+_.*\.py$/],
];

/** One look at the folders of code serves all tools. */
const looked = new WeakMap<Search, Promise<ReadonlyMap<string, ToolId>>>();

async function foldersOfCode(search: Search, id: ToolId): Promise<string[]> {
  const tools = looked.get(search) ?? lookAtCode(search);
  looked.set(search, tools);
  return [...(await tools)].filter(([, tool]) => tool === id).map(([dir]) => dir);
}

async function lookAtCode(search: Search): Promise<ReadonlyMap<string, ToolId>> {
  const tools = new Map<string, ToolId>();
  for (const [dir, names] of search.folders) {
    const [, file] = CODE.find(([folder]) => folder.test(basename(dir))) ?? [];
    const files = file === undefined ? [] : names.filter((name) => file.test(name));
    // Most folders have none, and awaiting each of hundreds is not free.
    const tool = files.length === 0 ? null : await toolOf(search.tree, dir, files);
    if (tool !== null) tools.set(dir, tool);
  }
  return tools;
}

async function toolOf(tree: Tree, dir: string, files: readonly string[]): Promise<ToolId | null> {
  const [first] = files;
  const last = files.at(-1);
  if (first === undefined || last === undefined) return null;
  const text = `${await readText(tree, join(dir, first))}\n${await readText(tree, join(dir, last))}`;
  const bySign = IN_CODE.find(({ file, sign }) => file.test(last) && sign.test(text));
  if (bySign !== undefined) return bySign.id;
  if (!/\.[cm]?[jt]s$/.test(last)) return null;
  const dependencies = await nearestDependencies(tree, dir);
  return (
    IN_CODE.find(({ packages }) => packages.some((name) => dependencies?.has(name) === true))?.id ?? null
  );
}
