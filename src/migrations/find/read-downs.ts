import type { Down, Migration } from "../migration.ts";
import type { MigrationFile } from "../tools/migration-file.ts";
import type { DownReader } from "../tools/tool.ts";
import type { Tree } from "../tree.ts";
import type { FoundTarget } from "./discover.ts";
import { textOf } from "./read-target.ts";

/** What takes migrations of a target back, by id, as its runner sends it; those that nothing takes back are not in it. */
export async function readDowns(
  { folder: { down }, listing: { files } }: Pick<FoundTarget, "folder" | "listing">,
  migrations: readonly Migration[],
  tree: Tree,
): Promise<ReadonlyMap<string, Down>> {
  const downs = new Map<string, Down>();
  for (const migration of down === undefined ? [] : migrations) {
    const file = files.find(({ id }) => id === migration.id);
    const read = file && down && (await readDown(down, migration, file, tree));
    if (read) downs.set(migration.id, read);
  }
  return downs;
}

async function readDown(
  reader: DownReader,
  migration: Migration,
  file: MigrationFile,
  tree: Tree,
): Promise<Down | null> {
  const path = reader.fileOf === undefined ? file.path : reader.fileOf(file, tree);
  if (path === null) return null;
  const text = await textOf(tree, path);
  if (typeof text !== "string") return { kind: "unknown", ...text };
  const sent = reader.read({ ...file, path }, text);
  if (sent === null) return null;
  if ("unknown" in sent) return { kind: "unknown", path, line: sent.line, reason: sent.unknown };
  const [problem] = sent.problems ?? [];
  if (problem !== undefined) return { kind: "fails", path, ...problem };
  const { sql, transaction, delivery, reader: by } = sent;
  return {
    kind: "sql",
    migration: {
      id: migration.id,
      tool: migration.tool,
      path,
      sql,
      transaction,
      atomicity: sent.atomicity ?? transaction,
      note: sent.note ?? null,
      ...(delivery === undefined ? {} : { delivery }),
      ...(by === undefined ? {} : { reader: by }),
    },
  };
}
