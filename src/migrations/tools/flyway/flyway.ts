import { skeleton } from "../../skeleton.ts";
import { basename, dirname, isBelow, isSqlFile, join } from "../../tree.ts";
import { namesCrate } from "../cargo.ts";
import type { WrittenFile } from "../further.ts";
import { furtherLayout } from "../further-layout.ts";
import {
  type DeclaredFolder,
  defineTool,
  type Folder,
  folderWith,
  notReadFolder,
  type SearchedFolders,
} from "../tool.ts";
import { type FlywayConfig, type FlywayNames, flywayConfigFor } from "./config.ts";
import { compareFiles, listFlyway, undoFile } from "./files.ts";
import { flywayHistory } from "./history.ts";
import { commonFolder, isInLocation } from "./locations.ts";
import { DEFAULT_NAMES, nameIn } from "./names.ts";
import { namesBehind } from "./names-behind.ts";
import { readFlyway, readUndo } from "./script.ts";

/**
 * Flyway: `V1__x.sql` by version, then `R__x.sql` whenever they change, in a folder and all below it; each file in a
 * transaction of its own, unless a statement in it cannot be.
 */
export const flyway = defineTool({
  id: "flyway",
  name: "Flyway",
  howToSetLockTimeout: "set flyway.initSql to `SET lock_timeout = '5s'`",
  transaction: "file",
  // Through JDBC with autocommit off.
  delivery: { wrapping: "driver" },
  writeFurther: furtherLayout({
    names: namesBehind,
    down: (path) => path.replace(/(\/|^)V(?=[^/]*$)/, "$1U"),
    beside: (path, { alone }, { transaction }) =>
      alone && transaction !== "statement" ? [scriptConfig(path)] : [],
  }),
  history: flywayHistory,
  markApplied: "write it so that it may run where it was done already (IF NOT EXISTS)",
  orderWords: {
    renumber: (version) => `rename it to a version above ${version}, or set outOfOrder in Flyway's config`,
  },
  async detect(search) {
    const folders = new Map<string, Folder>();
    const dirs = new Set<string>();
    const isConfigured = hasConfig(search);
    for (const [dir, names] of search.folders) {
      // Reading a config for each folder of a large repository would take seconds.
      const mayBe =
        names.some((name) => isMigration(name, DEFAULT_NAMES)) ||
        (isConfigured && names.some(isSqlFile) && /(^|\/)(migrations?|sql)(\/|$)/.test(dir));
      if (!mayBe) continue;
      if (await namesCrate(search.tree, dir, "refinery")) continue;
      const config = await flywayConfigFor(search.tree, dir);
      if (!names.some((name) => isMigration(name, config.names))) continue;
      dirs.add(locationOf(dir));
      const folder = folderIn(dir, config, {});
      if (!folders.has(folder.dir)) folders.set(folder.dir, folder);
    }
    return [...folders.values(), ...inCode(search, dirs)];
  },
  async declare(tree, declared) {
    const config = await flywayConfigFor(tree, declared.dir);
    return folderAt(declared.dir, { ...config, locations: null }, declared.placeholders ?? {});
  },
});

/** For what its parser does not take for a statement that needs no transaction. */
function scriptConfig(path: string): WrittenFile {
  return { path: `${path}.conf`, text: "executeInTransaction=false\n" };
}

const VENDOR =
  /^(postgres(ql)?|mysql|mariadb|oracle|h2|sqlite|sqlserver|mssql|db2|hsqldb|derby|cockroachdb|redshift|snowflake)$/i;

/** A location is searched recursively; a vendor's folder in it is a location of its own. */
function locationOf(dir: string): string {
  let root = dir;
  for (let at = dir; at !== ""; at = dirname(at)) {
    if (VENDOR.test(basename(at))) return at;
    if (/^migrations?$/i.test(basename(at))) root = at;
  }
  return root;
}

/** The locations of the config, where the folder lies in one of them, else the folder's own. */
function folderIn(dir: string, config: FlywayConfig, placeholders: Placeholders): Folder {
  const isIn = config.locations?.some((location) => isInLocation(location, join(dir, "x.sql"))) === true;
  return isIn
    ? folderAt(commonFolder(config.locations ?? []), config, placeholders)
    : folderAt(locationOf(dir), { ...config, locations: null }, placeholders);
}

function folderAt(dir: string, config: FlywayConfig, placeholders: Placeholders): Folder {
  const { locations, names } = config;
  const settings: FlywayConfig = {
    ...config,
    placeholders: { ...config.placeholders, ...lowerCased(placeholders) },
  };
  const isOwn = (path: string) =>
    locations === null
      ? isBelow(path, dir) && (dirname(path) === dir || locationOf(dirname(path)) === dir)
      : locations.some((location) => isInLocation(location, path));
  return folderWith({
    tool: flyway,
    dir,
    // A vendor's folder that is no location of this config is another database's.
    database: locations === null && VENDOR.test(basename(dir)) ? null : config.database,
    history: { schema: config.schema ?? "public", table: config.table },
    late: config.outOfOrder ? "runs" : config.ignoresEarly ? "skipped" : "refused",
    initSql: config.initSql,
    ...(setsTimeout(config.initSql?.sql ?? "") && { setsLockTimeout: true as const }),
    owns: (path) => isOwn(path) && (isSqlFile(path) || nameIn(path, names) !== null),
    list: (tree) => listFlyway(tree, dir, names, isOwn),
    compare: compareFiles,
    read: (file, text) => readFlyway(file, text, settings),
    down: {
      fileOf: (file, tree) => undoFile(tree, file, names, isOwn),
      read: ({ settings: _, ...file }, text) => readUndo(file, text, settings),
    },
  });
}

/** Not to 0, which is none. The skeleton has no strings, but everything in its place. */
function setsTimeout(sql: string): boolean {
  return [...skeleton(sql).matchAll(/\bSET\s+(?:SESSION\s+)?lock_timeout\s*(?:=|\bTO\b)/gi)].some(
    ({ 0: set, index }) => /^\s*'?\s*0*[1-9]/.test(sql.slice(index + set.length)),
  );
}

/** Somewhere in the repository is a file that may set other names than the usual ones. */
function hasConfig({ folders }: SearchedFolders): boolean {
  const isConfig = (name: string) =>
    /^(flyway\.(toml|conf)|pom\.xml|build\.gradle(\.kts)?|application.*\.(ya?ml|properties))$/.test(name);
  return [...folders.values()].some((names) => names.some(isConfig));
}

function isMigration(name: string, names: FlywayNames): boolean {
  const kind = nameIn(name, names)?.kind;
  return kind === "versioned" || kind === "baseline";
}

type Placeholders = NonNullable<DeclaredFolder["placeholders"]>;

function lowerCased(placeholders: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(placeholders).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Folders with migrations in Java only. */
function inCode(search: SearchedFolders, roots: ReadonlySet<string>): Folder[] {
  return [...search.folders]
    .filter(
      ([dir, names]) =>
        !roots.has(locationOf(dir)) && /(^|\/)db\/migrations?$/.test(dir) && names.some(isCode),
    )
    .map(([dir]) =>
      notReadFolder({
        tool: flyway,
        dir,
        notRead: "Flyway's migrations in Java are code, which is not read yet",
        late: "refused",
        owns: (path) => dirname(path) === dir && isCode(basename(path)),
      }),
    );
}

function isCode(name: string): boolean {
  return /^[VR][\d._]*__\w+\.(java|kt|groovy)$/.test(name);
}
