import type { Piece } from "../../../sql/delivery.ts";
import { lineAt } from "../../decode.ts";
import { endsInside } from "../../skeleton.ts";
import { basename, dirname, filesBelow, join, readText, type Tree } from "../../tree.ts";
import { compareByLocale } from "../locale-order.ts";
import { plain } from "../sql/sql.ts";
import {
  type Database,
  defineTool,
  type Folder,
  folderWith,
  type MigrationFile,
  namedByFolder,
  type SearchedFolders,
  type SentSql,
  timeoutInUrl,
  unsent,
} from "../tool.ts";
import { BREAKPOINT } from "./breakpoint.ts";
import { drizzleConfigFor } from "./config.ts";
import { writeFurther } from "./further.ts";
import { drizzleHistory, hashOf } from "./history.ts";
import { journalIn, listJournal } from "./journal.ts";

/**
 * Drizzle: `<tag>.sql` in the order of `meta/_journal.json`, and from version 1 on `<time>_<name>/migration.sql` beside a
 * `snapshot.json`. All that is pending runs in one transaction.
 */
export const drizzle = defineTool({
  id: "drizzle",
  name: "drizzle",
  howToSetLockTimeout: timeoutInUrl("the URL that drizzle migrates with"),
  transaction: "all-pending",
  // Its pieces: what stands between the breakpoints.
  delivery: { sending: "pieces" },
  writeFurther,
  history: drizzleHistory,
  ownSchema: "drizzle",
  rowNames: (_, source) => [[hashOf(source)]],
  orderWords: {
    early: (before) => `has no later "when" than ${before}`,
    renumber: (version) =>
      `drop it and run drizzle-kit generate on the merged journal, or set its "when" above ${version}`,
    ahead: `has a "when" in the future`,
    renumberToNow: `set its "when" to the current time`,
  },
  async detect(search) {
    const folders: Folder[] = [];
    for (const dir of journalDirs(search)) folders.push(await journalFolder(search.tree, dir));
    for (const dir of snapshotDirs(search)) folders.push(await nestedFolder(search.tree, dir));
    return folders;
  },
  async declare(tree, { dir }) {
    const hasSnapshots = filesBelow(tree.files, dir).some((path) => basename(path) === "snapshot.json");
    if (hasSnapshots) return nestedFolder(tree, dir);
    const config = await drizzleConfigFor(tree, dir);
    return withJournal(dir, config.database, config.history);
  },
});

function journalDirs(search: SearchedFolders): string[] {
  return [...search.folders]
    .filter(([dir, names]) => basename(dir) === "meta" && names.includes("_journal.json"))
    .map(([dir]) => dirname(dir));
}

function snapshotDirs(search: SearchedFolders): Set<string> {
  const isMigration = (names: readonly string[]) =>
    names.includes("snapshot.json") && names.includes("migration.sql");
  return new Set([...search.folders].filter(([, names]) => isMigration(names)).map(([dir]) => dirname(dir)));
}

async function journalFolder(tree: Tree, dir: string): Promise<Folder> {
  const journal = await journalIn(tree, dir);
  const files = filesBelow(tree.files, dir).filter((path) => dirname(path) === dir && path.endsWith(".sql"));
  const isUsed = journal.entries.some(({ tag }) => files.includes(join(dir, `${tag}.sql`)));
  if (journal.problem === null && files.length > 0 && !isUsed) {
    const [first] = journal.entries;
    const missing = first === undefined ? "" : ` (${first.tag}.sql is missing)`;
    const assumption = `Drizzle's journal names none of these files${missing}: read as plain SQL in the order of their names`;
    return { ...plain(dir, {}), assumption };
  }
  const config = await drizzleConfigFor(tree, dir);
  const shown =
    journal.dialect === null ? null : { name: journal.dialect, shownBy: join(dir, "meta/_journal.json") };
  return withJournal(dir, config.database ?? shown, config.history);
}

function withJournal(dir: string, database: Database | null, history: Folder["history"]): Folder {
  return folderWith({
    tool: drizzle,
    dir,
    database,
    history,
    // Only what is newer than the last applied one is run, by the time in the journal.
    late: "skipped",
    owns: (path) => dirname(path) === dir && path.endsWith(".sql"),
    list: (tree) => listJournal(tree, dir),
    compare: (a, b) => Number(a.version) - Number(b.version),
    isLate: (entry, merged) => Number(entry.version) <= Number(merged.version),
    read: (_, text) => readPieces(text),
  });
}

async function nestedFolder(tree: Tree, dir: string): Promise<Folder> {
  const { database, history } = await drizzleConfigFor(tree, dir);
  const isOwn = (path: string) => basename(path) === "migration.sql" && dirname(dirname(path)) === dir;
  return folderWith({
    tool: drizzle,
    dir,
    database: database ?? (await databaseOfSnapshot(tree, dir)),
    history,
    owns: isOwn,
    list: async (tree) => {
      const files = filesBelow(tree.files, dir).filter(isOwn).map(namedByFolder);
      return { files: files.sort(compareNames) };
    },
    compare: compareNames,
    read: (_, text) => readPieces(text),
  });
}

// drizzle-orm 1.0 sorts its folders by localeCompare.
function compareNames(a: MigrationFile, b: MigrationFile): number {
  return compareByLocale(a.version, b.version);
}

/**
 * The pieces between breakpoints are sent one by one, whatever a breakpoint stands in: it ends a statement and the comment
 * on its line. Where it stands in a string or a block comment, PostgreSQL refuses the piece before it.
 */
function readPieces(text: string): SentSql {
  const pieces = text.split(BREAKPOINT);
  let at = 0;
  for (const piece of pieces.slice(0, -1)) {
    at += piece.length;
    if (endsInside(piece)) {
      const reason = `has ${BREAKPOINT} inside of a string or a comment: Drizzle cuts the file there, and PostgreSQL refuses it`;
      return unsent(reason, lineAt(text, at), "all-pending");
    }
    at += BREAKPOINT.length;
  }
  return {
    sql: pieces.join(`\r;${" ".repeat(BREAKPOINT.length - 2)}`),
    transaction: "all-pending",
    delivery: { pieces: piecesOf(text) },
  };
}

function piecesOf(text: string): Piece[] {
  const breaks = [...text.matchAll(new RegExp(BREAKPOINT, "g"))].map(({ index }) => index);
  return [0, ...breaks].map((start) => ({ start, block: false }));
}

async function databaseOfSnapshot(tree: Tree, dir: string): Promise<Database | null> {
  const path = filesBelow(tree.files, dir).find((file) => basename(file) === "snapshot.json");
  const text = path === undefined ? null : await readText(tree, path);
  const dialect = /"dialect"\s*:\s*"(\w+)"/.exec(text ?? "")?.[1];
  return path === undefined || dialect === undefined ? null : { name: dialect, shownBy: path };
}
