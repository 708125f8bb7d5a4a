import { nearestDependencies } from "../tools/installed-version.ts";
import type { Folder, SearchedFolders, Tool } from "../tools/tool.ts";
import { TOOLS } from "../tools/tools.ts";
import { basename, join, readText, type Tree } from "../tree.ts";

/** Folders of code that may be migrations: "migrations/20260101_x.ts", Rails' and Alembic's own. */
const CODE: readonly (readonly [folder: RegExp, file: RegExp])[] = [
  [/^\.?migrations?$/i, /^(\d{3,}|Migration\d+|m\d+).*\.([cm]?[jt]s|py|sql)$/],
  [/^migrate$/, /^\d{3,}.*\.rb$/],
  [/^versions$/, /^\w+_.*\.py$/],
];

/** The folders of tools whose migrations are code. */
export async function codeFolders(search: SearchedFolders): Promise<Folder[]> {
  const found: Folder[] = [];
  for (const [dir, names] of search.folders) {
    const [, file] = CODE.find(([folder]) => folder.test(basename(dir))) ?? [];
    const files = file === undefined ? [] : names.filter((name) => file.test(name));
    // Most folders have none, and awaiting each of hundreds is not free.
    const tool = files.length === 0 ? undefined : await toolOf(search.tree, dir, files);
    if (tool !== undefined) found.push(await tool.declare(search.tree, { dir }));
  }
  return found;
}

async function toolOf(tree: Tree, dir: string, files: readonly string[]): Promise<Tool | undefined> {
  const [first = "", last = first] = [files[0], files.at(-1)];
  const text = `${await readText(tree, join(dir, first))}\n${await readText(tree, join(dir, last))}`;
  const bySign = TOOLS.find(({ code }) => code?.file.test(last) && code.sign.test(text));
  if (bySign !== undefined || !/\.[cm]?[jt]s$/.test(last)) return bySign;
  const dependencies = await nearestDependencies(tree, dir);
  return TOOLS.find(({ code }) => code?.packages.some((name) => dependencies?.has(name)));
}
