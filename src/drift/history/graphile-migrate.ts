import { basename } from "../../migrations/tree.ts";
import type {
  AppliedMigration,
  HistoryQuestion,
  HistoryReader,
  HistoryReading,
  LocalMigration,
} from "./reader.ts";
import { compareSides } from "./sides.ts";

const PATH = /(?:^|\/)committed\/(\d+)[^/]*\.sql$/;

/** `graphile_migrate.migrations`: a chain of hashes, which the header of each committed file repeats. */
export const graphileMigrate: HistoryReader = {
  tables: ["migrations"],
  columns: ["hash", "previous_hash", "filename"],
  order: "filename",
  read,
};

function read({ rows, local, expected }: HistoryQuestion): HistoryReading {
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
  const sides = compareSides(
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
      missing: () => "bring its file back from the branch that was deployed",
      passesMissing: null,
    },
  );
  const edits = applied.filter(({ edited }) => edited);
  return {
    items: [
      ...edits.map(({ id }) => ({
        kind: "edited" as const,
        migration: id,
        message: `${id} is another migration than the one that was applied under this name`,
        next: "restore the file as it was applied, and make the change in a new migration",
      })),
      ...sides,
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
