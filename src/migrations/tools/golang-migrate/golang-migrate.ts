import { basename, dirname, filesIn, isSqlFile } from "../../tree.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool, versionedFile } from "../numbered-files.ts";
import { isSqlx } from "../sqlx/sqlx.ts";
import { type Folder, timeoutInUrl } from "../tool.ts";
import { golangMigrateHistory } from "./history.ts";
import { cutAtSemicolons, multiStatementIn } from "./multi-statement.ts";

// golang-migrate's own expression takes any extension, and the last direction in a name; a dot in it is any character but a
// line feed, unlike JavaScript's.
const NAME = /^([0-9]+)_[^\n]*\.up(?![^\n]*\.(?:up|down)\.)\.[^\n]*$/;
const DOWN = /^([0-9]+)_[^\n]*\.down(?![^\n]*\.(?:up|down)\.)\.[^\n]*$/;

// Not what it runs, but what somebody thought it would.
const MEANT = /^\d|\.up\.\w+$/;

/**
 * golang-migrate: `<number>_<name>.up.<anything>`. A file goes out as one query, without BEGIN. Only versions above the
 * current one are run, so one that comes late never is.
 */
export const golangMigrate = numberedFilesTool({
  id: "golang-migrate",
  name: "golang-migrate",
  howToSetLockTimeout: timeoutInUrl("the URL of -database"),
  file: NAME,
  // sqlx names its files alike, and runs them otherwise.
  isOwn: async ({ tree }, dir, names) =>
    names.some((name) => NAME.test(name) && name.endsWith(".sql")) && !(await isSqlx(tree, dir)),
  order: "version",
  form: "<number>_<name>.up.sql",
  isMeant: (path) => MEANT.test(basename(path)) && !DOWN.test(basename(path)),
  late: "skipped",
  transaction: "file",
  delivery: { sending: "one query", wrapping: "none" },
  writeFurther: furtherLayout({ down: (path) => path.replace(/\.up(\.[^.]*)$/, ".down$1") }),
  history: golangMigrateHistory,
  markApplied: "run `migrate force <version>`",
  orderWords: { renumber: (version) => `rename both of its files to a version above ${version}` },
  read: (_, text) => ({ sql: text, transaction: "file" }),
  async adjust(folder, tree) {
    const setBy = await multiStatementIn(tree, folder.dir);
    const read: Folder["read"] = (file, text) =>
      setBy === null ? folder.read(file, text) : cutAtSemicolons(text, setBy);
    return {
      ...folder,
      owns: (path) => dirname(path) === folder.dir && isOwn(basename(path)),
      async list(tree) {
        const listing = await folder.list(tree);
        const ups = new Set(listing.files.map(({ version }) => BigInt(version)));
        const alone = filesIn(tree.files, folder.dir).filter((path) => {
          const version = DOWN.exec(basename(path))?.[1];
          return version !== undefined && !ups.has(BigInt(version));
        });
        const reason = "has no .up.sql beside it: going up, golang-migrate runs nothing for its version";
        return { ...listing, remarks: alone.map((path) => ({ path, line: null, reason })) };
      },
      read,
      down: {
        fileOf: ({ path, version }, { files }) => versionedFile(files, path, version, DOWN),
        read,
      },
    };
  },
});

function isOwn(name: string): boolean {
  return NAME.test(name) || DOWN.test(name) || (isSqlFile(name) && MEANT.test(name));
}
