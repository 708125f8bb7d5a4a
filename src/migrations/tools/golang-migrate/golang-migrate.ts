import { basename, dirname, filesIn, isSqlFile, type Tree } from "../../tree.ts";
import { numberedFolder } from "../numbered-files.ts";
import { isSqlx } from "../sqlx/sqlx.ts";
import type { Folder, Tool } from "../tool.ts";
import { cutAtSemicolons, multiStatementIn } from "./multi-statement.ts";

/**
 * golang-migrate: `<number>_<name>.up.<anything>`. A file goes out as one query. Only versions above the current one are run, so
 * one that comes late never is.
 */
export const golangMigrate: Tool = {
  id: "golang-migrate",
  async detect(search) {
    const dirs = [...search.folders]
      .filter(([, names]) => names.some((name) => NAME.test(name) && name.endsWith(".sql")))
      .map(([dir]) => dir);
    // sqlx names its files alike, and runs them otherwise.
    const others = await Promise.all(dirs.map((dir) => isSqlx(search.tree, dir)));
    return Promise.all(
      dirs.filter((_, index) => others[index] !== true).map((dir) => folderAt(search.tree, dir)),
    );
  },
  declare: (tree, { dir }) => folderAt(tree, dir),
};

// golang-migrate's own expression takes any extension, and the last direction in a name; a dot in it is any character but a
// line feed, unlike JavaScript's.
const NAME = /^([0-9]+)_[^\n]*\.up(?![^\n]*\.(?:up|down)\.)\.[^\n]*$/;
const DOWN = /^([0-9]+)_[^\n]*\.down(?![^\n]*\.(?:up|down)\.)\.[^\n]*$/;

// Not what it runs, but what somebody thought it would.
const MEANT = /^\d|\.up\.\w+$/;

function isOwn(name: string): boolean {
  return NAME.test(name) || DOWN.test(name) || (isSqlFile(name) && MEANT.test(name));
}

async function folderAt(tree: Tree, dir: string): Promise<Folder> {
  const setBy = await multiStatementIn(tree, dir);
  const folder = numberedFolder(dir, {
    tool: "golang-migrate",
    name: NAME,
    order: "version",
    twice: "golang-migrate stops at it",
    form: "<number>_<name>.up.sql",
    other: {
      reason: "is passed over by golang-migrate: its name is not <number>_<name>.up.sql",
      stops: false,
      isMeant: (path) => MEANT.test(basename(path)) && !DOWN.test(basename(path)),
    },
    history: { schema: "public", table: "schema_migrations", rule: "golang-migrate" },
    late: "skipped",
    read: (_, text) => (setBy === null ? { sql: text, transaction: "file" } : cutAtSemicolons(text, setBy)),
  });
  return {
    ...folder,
    owns: (path) => dirname(path) === dir && isOwn(basename(path)),
    async list(tree) {
      const listing = await folder.list(tree);
      const ups = new Set(listing.entries.map(({ version }) => BigInt(version)));
      const alone = filesIn(tree.files, dir).filter((path) => {
        const version = DOWN.exec(basename(path))?.[1];
        return version !== undefined && !ups.has(BigInt(version));
      });
      const reason = "has no .up.sql beside it: going up, golang-migrate runs nothing for its version";
      return { ...listing, remarks: alone.map((path) => ({ path, line: null, reason })) };
    },
  };
}
