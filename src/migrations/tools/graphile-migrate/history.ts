import { basename } from "../../tree.ts";
import { rowHistory } from "../row-history.ts";

const PATH = /(?:^|\/)committed\/(\d+)[^/]*\.sql$/;

/** `graphile_migrate.migrations`: a chain of hashes, which the header of each committed file repeats. */
export const graphileMigrateHistory = rowHistory({
  tables: ["migrations"],
  columns: ["hash", "previous_hash", "filename"],
  order: "filename",
  advice: {
    apply: "npx graphile-migrate migrate",
    outOfOrder: {
      means: "graphile-migrate stops at it",
      next: "uncommit it and commit it again, after the others",
    },
  },
  recorded: ({ filename }) => filename ?? "",
  key: ({ path }) => (PATH.test(path) ? basename(path) : null),
  matches:
    ({ hash }) =>
    (content) =>
      headerHash(content.toString("utf8")) === hash,
  edited: "is another migration than the one that was applied under this name",
});

function headerHash(text: string): string | null {
  return /^--! Hash: (\S+)/m.exec(text)?.[1] ?? null;
}
