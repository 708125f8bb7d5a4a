import { basename, dirname, filesBelow, filesIn, isSqlFile, join, type Tree } from "../tree.ts";
import { sameVersions } from "./numbered-files.ts";
import { misnamed } from "./passed-over.ts";
import {
  type FolderListing,
  folderWith,
  type MigrationFile,
  type SearchedFolders,
  type SentSql,
  type Tool,
} from "./tool.ts";

/** A tool whose migration is a folder, `<version>_<name>/up.sql`, with the way back beside it. */
export interface UpFoldersTool extends Omit<Tool<"sql">, "id" | "detect" | "declare"> {
  isOwn(tree: Tree, dir: string): Promise<boolean>;
  assumption(tree: Tree, dir: string): Promise<string>;
  /** Of the folder's name. */
  readonly version: RegExp;
  compare(a: MigrationFile, b: MigrationFile): number;
  /** What the files beside the script say. */
  settings?(tree: Tree, dir: string): Promise<Readonly<Record<string, string>>>;
  read(file: MigrationFile, text: string): SentSql;
}

export function upFoldersTool(about: UpFoldersTool): Tool<"sql"> {
  const tool: UpFoldersTool & Tool<"sql"> = {
    ...about,
    id: "sql",
    async detect(search) {
      const dirs = upFolderDirs(search);
      const isOwn = await Promise.all(dirs.map((dir) => about.isOwn(search.tree, dir)));
      return Promise.all(
        dirs.filter((_, index) => isOwn[index]).map((dir) => tool.declare(search.tree, { dir })),
      );
    },
    declare: async (tree, { dir }) =>
      folderWith({
        tool,
        dir,
        assumption: await about.assumption(tree, dir),
        owns: (path) =>
          dirname(dirname(path)) === dir && (isSqlFile(path) || /^(up|down)\.ya?ml$/.test(basename(path))),
        list: (tree) => list(tree, dir, tool),
        compare: tool.compare,
        read: tool.read,
        down: {
          fileOf: ({ path }, { files }) => {
            const down = join(dirname(path), "down.sql");
            return filesIn(files, dirname(path)).includes(down) ? down : null;
          },
          read: tool.read,
        },
      }),
  };
  return tool;
}

/** Folders in which migrations of this form lie. */
function upFolderDirs(search: SearchedFolders): string[] {
  const dirs = [...search.folders].flatMap(([dir, names]) =>
    dir !== "" && VERSIONED.test(basename(dir)) && names.some((name) => SCRIPT.test(name))
      ? [dirname(dir)]
      : [],
  );
  return [...new Set(dirs)];
}

const VERSIONED = /^\d[\d-]*_/;
const SCRIPT = /^up\.(sql|ya?ml)$/;

async function list(tree: Tree, dir: string, tool: UpFoldersTool): Promise<FolderListing> {
  const paths = filesBelow(tree.files, dir).filter((path) => dirname(dirname(path)) === dir);
  const files: MigrationFile[] = [];
  for (const path of paths.filter((path) => basename(path) === "up.sql")) {
    const id = basename(dirname(path));
    const version = tool.version.exec(id)?.[1]?.replaceAll("-", "");
    const settings = await tool.settings?.(tree, dirname(path));
    if (version !== undefined)
      files.push({ id, path, version, ...(settings === undefined ? {} : { settings }) });
  }
  const known = new Set(files.map(({ path }) => path));
  return {
    files: files.sort(tool.compare),
    problems: sameVersions(files, `${tool.name} knows one of them only`),
    code: paths
      .filter((path) => /^up\.ya?ml$/.test(basename(path)))
      .map((path) => ({ path, line: null, reason: "is a migration in YAML: it is not read" })),
    passedOver: paths
      .filter((path) => isSqlFile(path) && !known.has(path) && basename(path) !== "down.sql")
      .map((path) =>
        misnamed(path, "<version>_<name>/up.sql", `is passed over by ${tool.name}: it is not up.sql`),
      ),
  };
}
