import type { Transaction } from "./migration.ts";
import type { Entry, Folder, Listing, Search, Tool } from "./tool.ts";
import { basename, dirname, filesIn, join, readText, type Tree, upward } from "./tree.ts";

/**
 * A plain folder of SQL files in the order of their names, run as psql runs them: each statement by itself, unless the
 * file says BEGIN.
 */
export const sql: Tool = {
  id: "sql",
  async detect(search) {
    const dirs = [...search.folders].filter(([dir, names]) => isMigrations(dir, names)).map(([dir]) => dir);
    return Promise.all(
      dirs.map(async (dir) => ((await isSqlx(search.tree, dir)) ? sqlx(dir) : plain(dir, {}))),
    );
  },
  async declare(_, { dir, transaction }) {
    return plain(dir, transaction === undefined ? {} : { transaction });
  },
};

/** The folders below a directory that the user gave: all with SQL files in them, whatever their names. */
export function plainFolders(search: Search): Folder[] {
  return [...search.folders].filter(([, names]) => names.some(isUp)).map(([dir]) => plain(dir, {}));
}

/**
 * @param only the one file to read, for a file that the user gave and that belongs to no folder of migrations.
 */
export function plain(dir: string, options: { only?: string; transaction?: Transaction }): Folder {
  const { only, transaction = "statement" } = options;
  return {
    tool: "sql",
    dir,
    database: null,
    notRead: null,
    assumption: null,
    history: null,
    late: "runs",
    owns: (path) => (only === undefined ? dirname(path) === dir && isUp(basename(path)) : path === only),
    list: async (tree) => list(only === undefined ? filesIn(tree.files, dir) : [only]),
    compare,
    read: (_, text) => ({ sql: text, transaction, reader: "psql" }),
  };
}

/** The folder is a Rust package's that uses sqlx: its migrator runs each file between BEGIN and COMMIT. */
export async function isSqlx(tree: Tree, dir: string): Promise<boolean> {
  for (const at of upward(dir)) {
    const manifest = await readText(tree, join(at, "Cargo.toml"));
    if (manifest !== null) return /^\s*(\[.*dependencies\.)?sqlx\b/m.test(manifest);
  }
  return false;
}

function sqlx(dir: string): Folder {
  return {
    ...plain(dir, { transaction: "file" }),
    assumption: "sqlx is taken to run these files, each in a transaction: Cargo.toml names it",
    read: (_, text) => ({
      sql: text,
      transaction: "file",
      // sqlx sends a file as it is, between BEGIN and COMMIT or without them.
      delivery: {
        sending: "one query",
        ...(/^\s*--\s*no-transaction/.test(text) ? { wrapping: "none" } : {}),
      },
    }),
  };
}

/** A name that starts with a number or a date, as migrations do. */
export function isNumbered(name: string): boolean {
  return /^[Vv]?\d+[\s\S]*\.sql$/.test(name);
}

// One half of a pair, the one that takes a change back.
const DOWN = /[._-](down|undo|rollback|revert)\.sql$/i;

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

function list(paths: readonly string[]): Listing {
  const entries = paths
    .filter((path) => isUp(basename(path)) || paths.length === 1)
    .map((path) => ({ id: basename(path).replace(/\.sql$/i, ""), path, version: basename(path) }))
    .sort(compare);
  return { entries, problems: [], remarks: [] };
}

/** By the leading number, so that 10 follows 9, then by code unit. */
export function compare(a: Pick<Entry, "version">, b: Pick<Entry, "version">): number {
  const [left, right] = [leadingNumber(a.version), leadingNumber(b.version)];
  if (left !== right) return left < right ? -1 : 1;
  return a.version < b.version ? -1 : a.version > b.version ? 1 : 0;
}

function leadingNumber(name: string): bigint {
  return BigInt(/^[Vv]?(\d+)/.exec(name)?.[1] ?? -1);
}
