import {
  basename,
  dirname,
  filesBelow,
  filesIn,
  isBelow,
  isSqlFile,
  join,
  readText,
  type Tree,
} from "../../tree.ts";
import { furtherLayout } from "../further-layout.ts";
import { compareByLocale } from "../locale-order.ts";
import { isMeant, misnamed } from "../passed-over.ts";
import {
  type Database,
  defineTool,
  type Folder,
  type FolderListing,
  folderWith,
  type MigrationFile,
  namedByFolder,
  notReadFolder,
  type SearchedFolders,
  timeoutInUrl,
} from "../tool.ts";
import { prismaHistory } from "./history.ts";
import { engineFor, transactionOf } from "./version.ts";

const LOCK = "migration_lock.toml";
const SCRIPT = "migration.sql";

/** Prisma Migrate: `<dir>/<migration>/migration.sql`, and the provider in `<dir>/migration_lock.toml`. */
export const prisma = defineTool({
  id: "prisma",
  name: "Prisma",
  howToSetLockTimeout: timeoutInUrl("the URL that prisma migrate connects to"),
  transaction: "file",
  // As its engine did until it sent statement by statement: see version.ts.
  delivery: { sending: "one query", wrapping: "none" },
  history: prismaHistory,
  markApplied: "run `npx prisma migrate resolve --applied <migration>`",
  writeFurther: furtherLayout({ isFolder: true }),
  async detect(search) {
    const dirs = new Set<string>();
    for (const [dir, names] of search.folders) {
      if (names.includes(LOCK)) dirs.add(dir);
      // Drizzle's folders look the same, but for their snapshot.
      const isPrisma = names.includes(SCRIPT) && !names.includes("snapshot.json");
      if (isPrisma && dir !== "") dirs.add(dirname(dir));
    }
    const folders = await Promise.all([...dirs].map((dir) => folderAt(search.tree, dir)));
    return [...folders, ...nextGeneration(search)];
  },
  async declare(tree, { dir }) {
    const nested = join(dir, "migrations");
    const isParent = filesBelow(tree.files, nested).some((path) => basename(path) === SCRIPT);
    return folderAt(tree, isParent ? nested : dir);
  },
});

async function folderAt(tree: Tree, dir: string): Promise<Folder> {
  const engine = await engineFor(tree, dir);
  return folderWith({
    tool: prisma,
    dir,
    database: (await databaseOfLock(tree, dir)) ?? (await databaseOfSchema(tree, dir)),
    assumption: engine.assumption,
    owns: (path) =>
      (basename(path) === SCRIPT && dirname(dirname(path)) === dir) ||
      (dirname(path) === dir && isSqlFile(path)),
    list: async (tree) => list(tree, dir),
    compare,
    read: (_, text) => ({ sql: text, ...transactionOf(engine, text) }),
  });
}

// Prisma's CLI sorts its directories by localeCompare (read in prisma 7.10.1).
function compare(a: MigrationFile, b: MigrationFile): number {
  return compareByLocale(a.version, b.version);
}

/** Every directory is a migration to Prisma, whatever its name. */
function list(tree: Tree, dir: string): FolderListing {
  const directories = new Map<string, string[]>();
  for (const path of filesBelow(tree.files, dir)) {
    const [name = "", ...rest] = path.slice(dir === "" ? 0 : dir.length + 1).split("/");
    if (rest.length > 0) directories.set(name, [...(directories.get(name) ?? []), rest.join("/")]);
  }
  const names = [...directories.keys()].sort(compareByLocale);
  const without = names.filter((name) => directories.get(name)?.includes(SCRIPT) !== true);
  const codeIn = (name: string) =>
    directories.get(name)?.find((file) => /^migration\.[cm]?[jt]s$/.test(file));
  return {
    files: names
      .filter((name) => !without.includes(name))
      .map((name) => namedByFolder(join(dir, `${name}/${SCRIPT}`))),
    problems: without
      .filter((name) => codeIn(name) === undefined)
      .map((name) => ({ path: join(dir, name), line: null, reason: NO_SCRIPT, drift: BRING_BACK })),
    code: without.flatMap((name) => {
      const file = codeIn(name);
      return file === undefined ? [] : [{ path: join(dir, `${name}/${file}`), line: null, reason: CODE }];
    }),
    passedOver: filesIn(tree.files, dir)
      .filter((path) => isSqlFile(path) && isMeant(path))
      .map((path) => misnamed(path, `<time>_<name>/${SCRIPT}`, BESIDE)),
  };
}

const BESIDE = `is passed over by Prisma: a migration is a folder with a ${SCRIPT}`;
const NO_SCRIPT = `has no ${SCRIPT}: prisma migrate deploy stops at it (P3015)`;
const BRING_BACK = { kind: "deleted", next: "bring the file back, or delete the directory" } as const;
const CODE = "is a migration in code, beside Prisma's own: code is not read";

async function databaseOfLock(tree: Tree, dir: string): Promise<Database | null> {
  const path = join(dir, LOCK);
  const text = await readText(tree, path);
  if (text === null) return null;
  let provider: unknown;
  try {
    provider = (await import("smol-toml")).parse(text).provider;
  } catch {
    // A lock with a merge conflict is no TOML, and still names the provider.
    provider = /^\s*provider\s*=\s*"(\w+)"/m.exec(text)?.[1];
  }
  return typeof provider === "string" ? { name: provider, shownBy: path } : null;
}

/** The provider of the schema beside the migrations: a file or a folder of files. */
async function databaseOfSchema(tree: Tree, dir: string): Promise<Database | null> {
  const parent = dirname(dir);
  const listed = filesBelow(tree.files, parent).filter((path) => path.endsWith(".prisma"));
  for (const path of new Set([join(parent, "schema.prisma"), ...listed])) {
    const text = (await readText(tree, path))?.replace(COMMENT, "$1");
    const block = /\bdatasource\s+\w+\s*\{([^}]*)/.exec(text ?? "")?.[1] ?? "";
    const provider = /\bprovider\s*=\s*"(\w+)"/.exec(block)?.[1];
    if (provider !== undefined) return { name: provider, shownBy: path };
  }
  return null;
}

// Up to the end of the line, but not in a string ("postgresql://...").
const COMMENT = /("(?:[^"\\\n]|\\.)*")|\/\/[^\r\n]*/g;

/** Prisma 8 keeps its SQL in ops.json, and knows no migration.sql. */
function nextGeneration(search: SearchedFolders): Folder[] {
  const dirs = new Set<string>();
  for (const [dir, names] of search.folders) {
    if (names.includes("ops.json") && names.includes("migration.json")) dirs.add(dirname(dir));
  }
  return [...dirs].map((dir) => {
    const isOwn = (path: string) => isBelow(path, dir) && basename(path) === "ops.json";
    return notReadFolder({
      tool: prisma,
      dir,
      notRead: "the migrations of Prisma 8 (ops.json) are not supported yet",
      owns: isOwn,
      list: async (tree) => ({ files: filesBelow(tree.files, dir).filter(isOwn).map(namedByFolder) }),
      compare,
    });
  });
}
