import { numberedFolder } from "./numbered-files.ts";
import type { Entry, Folder, Tool } from "./tool.ts";
import { basename, dirname, isBelow } from "./tree.ts";

/**
 * Supabase's CLI: `supabase/migrations/<digits>_<name>.sql`, in the order of the file names. A file's statements go out in
 * one pipeline, which is one transaction.
 */
export const supabase: Tool = {
  id: "supabase",
  async detect(search) {
    return [...search.folders]
      .filter(([dir, names]) => isSupabase(dir) && names.some((name) => NAME.test(name)))
      .map(([dir]) => folderAt(dir));
  },
  async declare(tree, { dir }) {
    const nested = `${dir}/migrations`;
    return folderAt(tree.files.some((path) => isBelow(path, nested)) ? nested : dir);
  },
};

const NAME = /^([0-9]+)_[^\n]*\.sql$/;

function isSupabase(dir: string): boolean {
  return basename(dir) === "migrations" && basename(dirname(dir)) === "supabase";
}

function folderAt(dir: string): Folder {
  const folder = numberedFolder(dir, {
    tool: "supabase",
    name: NAME,
    order: "name",
    twice: "its row in the history fails, and with it the migration",
    other: {
      reason: "is passed over by the Supabase CLI: its name is not <digits>_<name>.sql",
      stops: false,
    },
    history: { schema: "supabase_migrations", table: "schema_migrations", rule: "supabase" },
    late: "refused",
    read: (_, text) => ({ sql: text, transaction: "file" }),
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
        remarks: [...listing.remarks, { path: first.path, line: null, reason }],
      };
    },
  };
}

// `shouldSkip` of the CLI: the first file, if it is an init that an old version wrote.
function isOldInit({ path, version }: Entry): boolean {
  return /^\d{14}_init\.sql$/.test(basename(path)) && Number(version) < 20211209000000;
}
