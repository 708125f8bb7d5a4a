import type { Apart } from "../../../sql/delivery.ts";
import { basename, dirname, type Tree } from "../../tree.ts";
import { furtherLayout } from "../further-layout.ts";
import { areBelow, installedVersion } from "../installed-version.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { misnamed } from "../passed-over.ts";
import type { FolderListing, MigrationFile } from "../tool.ts";
import { supabaseHistory } from "./history.ts";

/**
 * Supabase's CLI: `supabase/migrations/<digits>_<name>.sql`, in the order of the file names. A file's statements go out in
 * one pipeline, which is one transaction; newer versions end it before what refuses one, run that alone and go on.
 */
export const supabase = numberedFilesTool({
  id: "supabase",
  name: "the Supabase CLI",
  file: /^([0-9]+)_[^\n]*\.sql$/,
  isOwn: (_, dir) => basename(dir) === "migrations" && basename(dirname(dir)) === "supabase",
  subfolder: "migrations",
  order: "name",
  twice: "its row in the history fails, and with it the migration",
  form: "<digits>_<name>.sql",
  late: "refused",
  // One pipeline, with one Sync at its end.
  delivery: { sending: "pipeline", wrapping: "none" },
  setsLockTimeout: true,
  platform: "supabase",
  writeFurther: furtherLayout({}),
  history: supabaseHistory,
  markApplied: "run `supabase migration repair --status applied <version>`",
  orderWords: {
    renumber: (version) => `rename it to a time after ${version}, or run supabase db push --include-all`,
  },
  read: (_, text) => ({ sql: text, transaction: "file" }),
  async adjust(folder, tree) {
    const apart = await apartIn(tree, folder.dir);
    return {
      ...folder,
      database: { name: "postgresql", shownBy: "Supabase" },
      list: async (tree) => withoutOldInit(await folder.list(tree)),
      read: (_, text) => ({ sql: text, transaction: "file", delivery: { apart } }),
    };
  },
});

/** The first version that runs statements apart (pull request 5671), and the one that has DROP INDEX among them (6276). */
const APART_FROM = "2.109.0";
const DROPS_APART_FROM = "2.112.0";

/** What the CLI runs apart, by the version that is installed with npm; another installation is taken to be a new one. */
async function apartIn(tree: Tree, dir: string): Promise<readonly Apart[]> {
  const installed = await installedVersion(tree, dir, "supabase");
  const isOld = async (boundary: string) =>
    installed !== null && (await areBelow(installed.versions, boundary)) === true;
  if (await isOld(APART_FROM)) return [];
  const drops = (await isOld(DROPS_APART_FROM)) ? [] : (["DROP INDEX CONCURRENTLY"] as const);
  return ["CREATE INDEX CONCURRENTLY", ...drops, "REINDEX CONCURRENTLY", "VACUUM", "ALTER SYSTEM", "CLUSTER"];
}

// `shouldSkip` of the CLI: the first file, if it is an init that an old version wrote.
function withoutOldInit(listing: FolderListing): FolderListing {
  const [first, ...files] = listing.files;
  if (first === undefined || !isOldInit(first)) return listing;
  const reason = "is passed over by the Supabase CLI: an init of before December 2021";
  const left = misnamed(first.path, "<digits>_<name>.sql, not _init.sql", reason);
  return { ...listing, files, passedOver: [...(listing.passedOver ?? []), left] };
}

function isOldInit({ path, version }: MigrationFile): boolean {
  return /^\d{14}_init\.sql$/.test(basename(path)) && Number(version) < 20211209000000;
}
