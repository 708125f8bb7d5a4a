import { basename } from "../../tree.ts";
import { ownFormatTool } from "../not-read.ts";
import { rowHistory } from "../row-history.ts";
import { timeoutInUrl } from "../tool.ts";

const PATH = /(?:^|\/)committed\/(\d+)[^/]*\.sql$/;

export const graphileMigrate = ownFormatTool({
  id: "graphile-migrate",
  name: "graphile-migrate",
  howToSetLockTimeout: timeoutInUrl("DATABASE_URL"),
  // `migrate` does not run current.sql.
  file: PATH,
  sign: /^--! Previous:/m,
  folder: (dir) => dir.replace(/\/?committed$/, ""),
  noTransaction: "--! no-transaction",
  // A chain of hashes, which the header of each committed file repeats.
  history: rowHistory({
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
  }),
  // Its table is called "migrations", as anybody's may be.
  ownTables: [],
  ownSchema: "graphile_migrate",
  markApplied: "write it so that it may run where it was done already (IF NOT EXISTS)",
});

function headerHash(text: string): string | null {
  return /^--! Hash: (\S+)/m.exec(text)?.[1] ?? null;
}
