import { lineAt } from "../../decode.ts";
import { roughStatements } from "../../skeleton.ts";
import { basename, dirname, filesIn } from "../../tree.ts";
import { furtherLayout } from "../further-layout.ts";
import {
  byVersionText,
  defineTool,
  type Folder,
  type FolderListing,
  folderWith,
  type MigrationFile,
  type SearchedFolders,
  type SentSql,
  type Transaction,
  unsent,
} from "../tool.ts";

/**
 * A plain folder of SQL files in the order of their names, run as psql runs them: each statement by itself, unless the
 * file says BEGIN.
 */
export const sql = defineTool({
  id: "sql",
  name: "psql",
  howToSetLockTimeout:
    "put `SET lock_timeout = '5s';` first in the file, or run psql with `PGOPTIONS='-c lock_timeout=5s'`",
  writeFurther: furtherLayout({ down: (path) => path.replace(/(?:\.(?:up|do))?\.sql$/i, ".down.sql") }),
  async detect(search) {
    const dirs = [...search.folders].filter(([dir, names]) => isMigrations(dir, names)).map(([dir]) => dir);
    return dirs.map((dir) => undeclared(plain(dir, {})));
  },
  async declare(_, { dir, transaction }) {
    return plain(dir, transaction === undefined ? {} : { transaction });
  },
});

/** A folder that psql runs: no other tool's. */
export function isPlain({ tool }: Folder): boolean {
  return tool === sql;
}

/** The folders below a directory that the user gave: all with SQL files in them, whatever their names. */
export function plainFolders(search: SearchedFolders): Folder[] {
  return [...search.folders].filter(([, names]) => names.some(isUp)).map(([dir]) => plain(dir, {}));
}

/**
 * @param only the one file to read, for a file that the user gave and that belongs to no folder of migrations.
 */
export function plain(dir: string, options: { only?: string; transaction?: Transaction }): Folder {
  const { only, transaction = "statement" } = options;
  return folderWith({
    tool: sql,
    dir,
    owns: (path) => (only === undefined ? dirname(path) === dir && isUp(basename(path)) : path === only),
    list: async (tree) => list(only === undefined ? filesIn(tree.files, dir) : [only]),
    compare,
    read: (_, text) => ({ sql: text, transaction, reader: "psql" }),
    down: {
      fileOf: ({ path }, { files }) =>
        filesIn(files, dirname(path)).find((other) => takesBack(basename(other), basename(path))) ?? null,
      read: (_, text) => ({ sql: text, transaction, reader: "psql" }),
    },
  });
}

/** `001_a.down.sql` beside `001_a.up.sql`, or beside `001_a.sql`. */
function takesBack(down: string, name: string): boolean {
  const stem = name.replace(/\.sql$/i, "").replace(/[._-](?:up|do)$/i, "");
  return DOWN.test(down) && down.replace(DOWN, "") === stem;
}

/**
 * A folder that nobody declared: where a file has a section that takes the change back, in whatever tool's words, it is not
 * psql that runs it, and what stands there must not be judged as the way up.
 */
function undeclared(folder: Folder): Folder {
  return { ...folder, read: (file, text) => refusal(text) ?? folder.read(file, text) };
}

function refusal(text: string): SentSql | null {
  const mark = BACK.exec(text);
  if (mark === null || roughStatements(text.slice(mark.index + mark[0].length)).length === 0) return null;
  const reason = `has a section that takes the change back (${mark[0].trim()}), of a tool that is not known: declare the target, with "tool": "sql" where psql runs all of it`;
  return unsent(reason, lineAt(text, mark.index), "statement");
}

// "-- Down", "-- +down", "--- !Downs", "-- migrate:down", "-- //@UNDO", "-- ==== DOWN ====": a comment of this word alone.
const BACK =
  /^[ \t]*--[-+ \t!/@=:]*(?:[a-z]+[: ])?[-+!@]?(?:downs?|undo|rollback|revert|down migration|migrate down)[ \t=:-]*$/im;

/** A name that starts with a number or a date, as migrations do. */
export function isNumbered(name: string): boolean {
  return /^[Vv]?\d+[\s\S]*\.sql$/.test(name);
}

// One half of a pair, the one that takes a change back.
const DOWN = /(^|[._-])(down|undo|rollback|revert)\.sql$/i;

function isUp(name: string): boolean {
  return name.toLowerCase().endsWith(".sql") && !DOWN.test(name);
}

// A folder named "migrations", or one of numbered files directly below it ("migrations/2024/0001_x.sql").
function isMigrations(dir: string, names: readonly string[]): boolean {
  const isNamed = (folder: string) => /^\.?migrations?$/i.test(basename(folder));
  if (isNamed(dir)) return names.some(isUp);
  return (
    isNamed(dirname(dir)) && !/^(down|rollback|undo|meta)$/i.test(basename(dir)) && names.some(isNumbered)
  );
}

function list(paths: readonly string[]): FolderListing {
  const files = paths
    .filter((path) => isUp(basename(path)) || paths.length === 1)
    .map((path) => ({ id: basename(path).replace(/\.sql$/i, ""), path, version: basename(path) }));
  return { files: files.sort(compare) };
}

/** By the leading number, so that 10 follows 9, then by code unit. */
export function compare(a: Pick<MigrationFile, "version">, b: Pick<MigrationFile, "version">): number {
  const [left, right] = [leadingNumber(a.version), leadingNumber(b.version)];
  if (left !== right) return left < right ? -1 : 1;
  return byVersionText(a, b);
}

function leadingNumber(name: string): bigint {
  return BigInt(/^[Vv]?(\d+)/.exec(name)?.[1] ?? -1);
}
