import { type FlywayConfig, flywayConfigFor } from "./flyway-config.ts";
import { compareVersions, listFlyway, VERSIONED } from "./flyway-files.ts";
import { readFlyway } from "./flyway-script.ts";
import type { DeclaredTarget } from "./selection.ts";
import type { Folder, Search, Tool } from "./tool.ts";
import { basename, dirname, isBelow, type Tree } from "./tree.ts";

/**
 * Flyway: `V1__x.sql` by version, then `R__x.sql` whenever they change, in a folder and all below it; each file in a
 * transaction of its own, unless a statement in it cannot be.
 */
export const flyway: Tool = {
  id: "flyway",
  async detect(search) {
    const roots = new Set<string>();
    for (const [dir, names] of search.folders) {
      if (names.some((name) => VERSIONED.test(name))) roots.add(locationOf(dir));
    }
    return [
      ...(await Promise.all([...roots].map((dir) => folderAt(search.tree, dir, {})))),
      ...inCode(search, roots),
    ];
  },
  async declare(tree, declared) {
    return folderAt(tree, declared.dir, declared.placeholders ?? {});
  },
};

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

async function folderAt(
  tree: Tree,
  dir: string,
  placeholders: NonNullable<DeclaredTarget["placeholders"]>,
): Promise<Folder> {
  const config = await flywayConfigFor(tree, dir);
  const settings: FlywayConfig = {
    ...config,
    placeholders: { ...config.placeholders, ...lowerCased(placeholders) },
  };
  const isOwn = (path: string) =>
    isBelow(path, dir) && (dirname(path) === dir || locationOf(dirname(path)) === dir);
  return {
    tool: "flyway",
    dir,
    database: config.database,
    notRead: null,
    assumption: null,
    history: { schema: config.schema ?? "public", table: config.table, rule: "flyway" },
    late: config.outOfOrder ? "runs" : "refused",
    owns: (path) => isOwn(path) && /\.(sql|java|kt)$/.test(path),
    list: (tree) => listFlyway(tree, dir, isOwn),
    compare: compareVersions,
    read: (entry, text) => readFlyway(entry, text, settings),
  };
}

function lowerCased(placeholders: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(placeholders).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Folders with migrations in Java only. */
function inCode(search: Search, roots: ReadonlySet<string>): Folder[] {
  return [...search.folders]
    .filter(
      ([dir, names]) =>
        !roots.has(locationOf(dir)) && /(^|\/)db\/migrations?$/.test(dir) && names.some(isCode),
    )
    .map(([dir]) => ({
      tool: "flyway",
      dir,
      database: null,
      notRead: "Flyway's migrations in Java are code, which is not read yet",
      assumption: null,
      history: null,
      late: "refused",
      owns: (path) => dirname(path) === dir && isCode(basename(path)),
      list: async () => ({ entries: [], problems: [], remarks: [] }),
      compare: compareVersions,
      read: () => ({ sql: "", transaction: "file" }),
    }));
}

function isCode(name: string): boolean {
  return /^[VR][\d._]*__\w+\.(java|kt|groovy)$/.test(name);
}
