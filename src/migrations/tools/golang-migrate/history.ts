import { basename } from "../../tree.ts";
import { BRING_BACK, duplicateVersions } from "../compare-histories.ts";
import {
  appliedByName,
  type FoundItem,
  type HistoryOptions,
  type HistoryReader,
  type HistoryResult,
  type LocalMigration,
  pendingItem,
} from "../history.ts";
import { leadingNumber } from "../name-only-history.ts";

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
  const isDirty = row?.dirty === "true" || row?.dirty === "t";
  const items: FoundItem[] = [...duplicateVersions(own, "golang-migrate stops at it")];
  for (const { id, version } of own) {
    if (version > at && !expected.has(id)) items.push(pendingItem(id, "migrate up"));
    if (version < at && expected.has(id)) items.push(skipped(id, at));
  }
  const current = own.find(({ version }) => version === at);
  if (isDirty) items.unshift(dirty(current?.id ?? String(at), at, own));
  else if (at >= 0n && current === undefined) items.push(missing(String(at)));
  const done = own.filter(({ version }) => version < at || (version === at && !isDirty));
  return {
    items,
    applied: done.map(({ id, migration }) => appliedByName(id, migration)),
  };
}

function skipped(id: string, at: bigint): FoundItem {
  return {
    kind: "out-of-order",
    migration: id,
    message: `${id} is new, but the database is at version ${at} already: golang-migrate never runs it there`,
    next: "give it a version above all others",
  };
}

function dirty(
  id: string,
  at: bigint,
  own: readonly { version: bigint; migration: LocalMigration }[],
): FoundItem {
  const before = own.filter(({ version }) => version < at).at(-1)?.version ?? 0n;
  return {
    kind: "failed",
    migration: id,
    message: `${id} failed: the database is dirty at version ${at}, and golang-migrate runs nothing until that is cleared`,
    next: `undo what it left and run \`migrate force ${before}\`, or finish it by hand and run \`migrate force ${at}\``,
  };
}

function missing(version: string): FoundItem {
  return {
    kind: "missing",
    migration: version,
    message: `the database is at version ${version}, which this checkout does not have: golang-migrate stops at it`,
    next: BRING_BACK,
  };
}
