import { basename } from "../../tree.ts";
import { BRING_BACK, duplicateVersions } from "../compare-histories.ts";
import {
  appliedMigration,
  type FoundItem,
  foundItem,
  type HistoryOptions,
  type HistoryReader,
  type HistoryResult,
  isTrue,
  pendingItem,
} from "../history.ts";
import { leadingNumber } from "../row-history.ts";

/**
 * `schema_migrations` of golang-migrate: one row with the version that the database is at. Every lower version counts as
 * applied, whether it ever ran or not.
 */
export const golangMigrateHistory: HistoryReader = {
  tables: ["schema_migrations"],
  columns: ["version", "dirty"],
  order: "version",
  read,
};

function read({ rows, local, expected }: HistoryOptions): HistoryResult {
  const own = local.flatMap((migration) => {
    const key = leadingNumber(basename(migration.path));
    return key === null ? [] : [{ key, id: migration.id, version: BigInt(key), migration }];
  });
  const [row] = rows;
  const at = row?.version == null ? -1n : BigInt(row.version);
  const isDirty = isTrue(row?.dirty);
  const items: FoundItem[] = [...duplicateVersions(own, "golang-migrate stops at it")];
  for (const { id, version } of own) {
    if (version > at && !expected.has(id)) items.push(pendingItem(id, "migrate up"));
    if (version < at && expected.has(id)) items.push(skipped(id, at));
  }
  const current = own.find(({ version }) => version === at);
  if (isDirty) {
    const before = own.filter(({ version }) => version < at).at(-1)?.version ?? 0n;
    items.unshift(dirty(current?.id ?? String(at), at, before));
  } else if (at >= 0n && current === undefined) items.push(missing(String(at)));
  const done = own.filter(({ version }) => version < at || (version === at && !isDirty));
  return { items, applied: done.map(({ id, migration }) => appliedMigration(id, migration)) };
}

function skipped(id: string, at: bigint): FoundItem {
  const message = `${id} is new, but the database is at version ${at} already: golang-migrate never runs it there`;
  return foundItem("out-of-order", id, message, "give it a version above all others");
}

function dirty(id: string, at: bigint, before: bigint): FoundItem {
  const message = `${id} failed: the database is dirty at version ${at}, and golang-migrate runs nothing until that is cleared`;
  const next = `undo what it left and run \`migrate force ${before}\`, or finish it by hand and run \`migrate force ${at}\``;
  return foundItem("failed", id, message, next);
}

function missing(version: string): FoundItem {
  const message = `the database is at version ${version}, which this checkout does not have: golang-migrate stops at it`;
  return foundItem("missing", version, message, BRING_BACK);
}
