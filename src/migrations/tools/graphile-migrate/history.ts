import { basename } from "../../tree.ts";
import { compareHistories, editedItem } from "../compare-histories.ts";
import type {
  AppliedMigration,
  HistoryOptions,
  HistoryReader,
  HistoryResult,
  LocalMigration,
} from "../history.ts";

const PATH = /(?:^|\/)committed\/(\d+)[^/]*\.sql$/;

/** `graphile_migrate.migrations`: a chain of hashes, which the header of each committed file repeats. */
export const graphileMigrateHistory: HistoryReader = {
  tables: ["migrations"],
  columns: ["hash", "previous_hash", "filename"],
  order: "filename",
  read,
};

function read({ rows, local, expected }: HistoryOptions): HistoryResult {
  const own = local.filter(({ path }) => PATH.test(path));
  const byName = new Map(own.map((migration) => [basename(migration.path), migration]));
  const applied = rows.map((row): AppliedMigration => {
    const migration = byName.get(row.filename ?? "") ?? null;
    const hash = migration === null ? null : hashOf(migration);
    return {
      id: migration?.id ?? row.filename ?? "",
      local: migration,
      edited: hash !== null && hash !== row.hash,
      matches: (content) => headerHash(content.toString("utf8")) === row.hash,
      sql: null,
    };
  });
  const differences = compareHistories(
    {
      local: own.map(({ id }) => ({ key: id, id })),
      recorded: applied.map(({ id }) => ({ key: id, id })),
      expected,
    },
    {
      apply: "npx graphile-migrate migrate",
      outOfOrder: {
        means: "graphile-migrate stops at it",
        next: "uncommit it and commit it again, after the others",
      },
    },
  );
  const edits = applied.filter(({ edited }) => edited);
  return {
    items: [
      ...edits.map(({ id }) =>
        editedItem(id, "is another migration than the one that was applied under this name"),
      ),
      ...differences,
    ],
    applied,
  };
}

function hashOf({ content }: LocalMigration): string | null {
  return content === null ? null : headerHash(content.toString("utf8"));
}

function headerHash(text: string): string | null {
  return /^--! Hash: (\S+)/m.exec(text)?.[1] ?? null;
}
