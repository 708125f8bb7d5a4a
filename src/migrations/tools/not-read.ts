import { basename, filesBelow, isBelow } from "../tree.ts";
import { type CodeSigns, type Folder, notReadFolder, type Tool } from "./tool.ts";

type About<Id extends string> = Omit<Tool<Id>, "detect" | "declare" | "code">;

/** SQL in files of a form of its own: known by a line in one of them, or by a file beside them. */
interface OwnFormat<Id extends string> extends About<Id> {
  /** Which files of its folder are migrations. */
  readonly file: RegExp;
  readonly sign?: RegExp;
  readonly beside?: RegExp;
  /** The folder of the migrations, from that of what was recognised. */
  folder?(dir: string): string;
}

/** A tool whose files are recognised, so that its migrations are named and never passed over in silence. */
export function ownFormatTool<const Id extends string>(about: OwnFormat<Id>): Tool<Id> {
  const { sign, beside, folder = (dir) => dir } = about;
  const tool: Tool<Id> = {
    ...about,
    async detect(search) {
      const dirs = new Set<string>();
      for (const [dir, names] of search.folders) {
        const isBeside = beside !== undefined && names.some((name) => beside.test(name));
        const hasSql = sign !== undefined && names.some((name) => name.endsWith(".sql"));
        if (isBeside || (hasSql && sign.test(await search.sample(dir)))) dirs.add(folder(dir));
      }
      return [...dirs].map((dir) => folderOf(tool, "are not read yet", about.file, dir));
    },
    declare: async (_, { dir }) => folderOf(tool, "are not read yet", about.file, dir),
  };
  return tool;
}

/** A tool whose migrations are code: they are named, and its history in a database is read. */
export function codeFirstTool<const Id extends string>(about: About<Id> & CodeSigns): Tool<Id> {
  const { file, sign, packages, command, runs } = about;
  const what = `are run to be judged: set command in the config (${command})`;
  const tool: Tool<Id> = {
    ...about,
    code: { file, sign, packages, command, runs },
    declare: async (_, { dir }) => folderOf(tool, what, file, dir),
  };
  return tool;
}

/** A folder as one whose migrations are run and recorded: what its tool says of the files holds, and no more. */
export function capturedFolder(folder: Folder, { dir }: Pick<Folder, "dir">): Folder {
  const known = folder.notRead === null ? folderOf(folder.tool, "", ANY_CODE, dir) : folder;
  // Its own command takes them back.
  const { down: _, ...own } = known;
  return {
    ...own,
    notRead: null,
    isCaptured: true,
    // The order is seen when they run.
    isLate: () => false,
    read: (_, text) => ({ sql: text, transaction: "file", reader: "source code" }),
  };
}

/** Migrations of a runner that nobody knows. */
const ANY_CODE = /\.([cm]?[jt]sx?|py|rb|sql|php|exs?|kts?|java|go|rs)$/;

function folderOf(tool: Tool, what: string, file: RegExp, dir: string): Folder {
  const isOwn = (path: string) =>
    isBelow(path, dir) && file.test(path) && !/(\.d\.ts|\.test\.\w+|__init__\.py)$/.test(path);
  return notReadFolder({
    tool,
    dir,
    notRead: `the migrations of ${tool.name} ${what}`,
    owns: isOwn,
    list: async (tree) => ({
      files: filesBelow(tree.files, dir)
        .filter(isOwn)
        .map((path) => ({ id: basename(path), path, version: basename(path) })),
    }),
  });
}
