import type { Apart } from "../../../sql/delivery.ts";
import { misnamed } from "../../compare-with-base/never-run.ts";
import { basename, dirname, isBelow as isUnder, type Tree } from "../../tree.ts";
import { installedVersion, isBelow } from "../installed-version.ts";
import { numberedFolder } from "../numbered-files.ts";
import type { Entry, Folder, Tool } from "../tool.ts";

/**
 * Supabase's CLI: `supabase/migrations/<digits>_<name>.sql`, in the order of the file names. A file's statements go out in
 * one pipeline, which is one transaction; newer versions end it before what refuses one, run that alone and go on.
 */
export const supabase: Tool = {
  id: "supabase",
  async detect(search) {
    const dirs = [...search.folders]
      .filter(([dir, names]) => isSupabase(dir) && names.some((name) => NAME.test(name)))
      .map(([dir]) => dir);
    return Promise.all(dirs.map((dir) => folderAt(search.tree, dir)));
  },
  async declare(tree, { dir }) {
    const nested = `${dir}/migrations`;
    return folderAt(tree, tree.files.some((path) => isUnder(path, nested)) ? nested : dir);
  },
};

const NAME = /^([0-9]+)_[^\n]*\.sql$/;

function isSupabase(dir: string): boolean {
  return basename(dir) === "migrations" && basename(dirname(dir)) === "supabase";
}

/** The first version that runs statements apart (pull request 5671), and the one that has DROP INDEX among them (6276). */
const APART_FROM = "2.109.0";
const DROPS_APART_FROM = "2.112.0";

/** What the CLI runs apart, by the version that is installed with npm; another installation is taken to be a new one. */
async function apartIn(tree: Tree, dir: string): Promise<readonly Apart[]> {
  const installed = await installedVersion(tree, dir, "supabase");
  const isOld = (boundary: string) =>
    installed?.versions.every((version) => isBelow(version, boundary) === true) === true;
  if (isOld(APART_FROM)) return [];
  const drops = isOld(DROPS_APART_FROM) ? [] : (["DROP INDEX CONCURRENTLY"] as const);
  return ["CREATE INDEX CONCURRENTLY", ...drops, "REINDEX CONCURRENTLY", "VACUUM", "ALTER SYSTEM", "CLUSTER"];
}

async function folderAt(tree: Tree, dir: string): Promise<Folder> {
  const apart = await apartIn(tree, dir);
  const folder = numberedFolder(dir, {
    tool: "supabase",
    name: NAME,
    order: "name",
    twice: "its row in the history fails, and with it the migration",
    form: "<digits>_<name>.sql",
    other: {
      reason: "is passed over by the Supabase CLI: its name is not <digits>_<name>.sql",
      stops: false,
    },
    history: { schema: "supabase_migrations", table: "schema_migrations", rule: "supabase" },
    late: "refused",
    read: (_, text) => ({ sql: text, transaction: "file", delivery: { apart } }),
  });
  return {
    ...folder,
    database: { name: "postgresql", shownBy: "Supabase" },
    async list(tree) {
      const listing = await folder.list(tree);
      const [first] = listing.entries;
      if (first === undefined || !isOldInit(first)) return listing;
      const reason = "is passed over by the Supabase CLI: an init of before December 2021";
      return {
        ...listing,
        entries: listing.entries.slice(1),
        passedOver: [
          ...(listing.passedOver ?? []),
          misnamed(first.path, "<digits>_<name>.sql, not _init.sql", reason),
        ],
      };
    },
  };
}

// `shouldSkip` of the CLI: the first file, if it is an init that an old version wrote.
function isOldInit({ path, version }: Entry): boolean {
  return /^\d{14}_init\.sql$/.test(basename(path)) && Number(version) < 20211209000000;
}
