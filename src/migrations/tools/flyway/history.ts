import { crc32 } from "node:zlib";
import { basename } from "../../tree.ts";
import {
  byKey,
  compareHistories,
  duplicateVersions,
  editedItems,
  type HistoryAdvice,
} from "../compare-histories.ts";
import {
  type AppliedMigration,
  appliedMigration,
  type FoundItem,
  foundItem,
  type HistoryOptions,
  type HistoryReader,
  type HistoryResult,
  type HistoryRow,
  isTrue,
  type LocalMigration,
  pendingItem,
} from "../history.ts";
import { compareVersions, normalVersion } from "./versions.ts";

const AFTER_EDIT = "after it was applied: flyway migrate stops at it";

const ADVICE: HistoryAdvice = {
  apply: "flyway migrate",
  outOfOrder: {
    means: "Flyway stops at it, unless outOfOrder is set",
    next: "give it a version above all others, or run `flyway migrate -outOfOrder=true`",
  },
  missing: () => "bring its file back from the branch that was deployed, or run `flyway repair`",
};

/**
 * `flyway_schema_history`. A row of UNDO or DELETE takes its version back; versions up to a baseline never run; what is
 * repeatable has no version and runs again when its checksum changes.
 */
export const flywayHistory: HistoryReader = {
  tables: ["flyway_schema_history", "schema_version"],
  columns: ["installed_rank", "version", "type", "script", "checksum", "success"],
  afterEdit: AFTER_EDIT,
  order: "installed_rank",
  read,
};

function read({ rows, local, expected }: HistoryOptions): HistoryResult {
  const standing = standingRows(rows);
  const failed = standing.filter(({ success }) => !isTrue(success));
  const done = standing.filter(({ success }) => isTrue(success));
  const baseline = baselineOf(rows, local);
  const isAbove = (key: string) =>
    baseline === null || key.startsWith("R") || compareVersions(key, baseline) > 0;
  const own = local
    .map((migration) => ({ key: keyOf(migration), id: migration.id, migration }))
    .filter(({ key }) => isAbove(key));
  const known = byKey(own);
  const recorded = done
    .map((row) => ({ row, key: keyOfRow(row) }))
    .filter(({ key }) => known.has(key) || isAbove(key));
  const applied = recorded.map(({ row, key }) => appliedOf(row, known.get(key)?.migration ?? null));
  const once = applied.filter(({ local: migration }) => migration?.repeatable !== true);
  const differences = compareHistories(
    {
      local: own.filter(({ migration }) => migration.repeatable !== true),
      recorded: [...recorded, ...failed.map((row) => ({ row, key: keyOfRow(row) }))]
        .filter(({ key }) => !key.startsWith("R"))
        .map(({ row, key }) => ({ key, id: known.get(key)?.id ?? (row.script || key) })),
      expected,
    },
    ADVICE,
  );
  return {
    items: [
      ...failed.map((row) => failure(known.get(keyOfRow(row))?.id ?? row.script ?? "")),
      ...duplicateVersions(own, "Flyway stops at it"),
      ...editedItems(once, `was edited ${AFTER_EDIT}`, "; if it changes nothing, run `flyway repair`"),
      ...repeatables(own, applied, expected),
      ...differences,
    ],
    applied,
  };
}

function standingRows(rows: readonly HistoryRow[]): HistoryRow[] {
  const standing = new Map<string, HistoryRow>();
  for (const row of rows) {
    const type = row.type ?? "";
    if (type === "SCHEMA" || type === "BASELINE") continue;
    standing.delete(keyOfRow(row));
    if (!/^(?:UNDO|DELETE)/.test(type)) standing.set(keyOfRow(row), row);
  }
  return [...standing.values()];
}

/** The version up to which nothing runs: of a row, or of a `B<version>__` file that stands for what came before. */
function baselineOf(rows: readonly HistoryRow[], local: readonly LocalMigration[]): string | null {
  const versions = rows.filter(({ type }) => type === "BASELINE").map(keyOfRow);
  for (const { path, version } of local)
    if (basename(path).startsWith("B")) versions.push(below(normalVersion(version)));
  return versions.sort(compareVersions).at(-1) ?? null;
}

/** Just below a version: the file of a baseline itself is a migration that may have run. */
function below(version: string): string {
  const parts = version.split(".");
  return [...parts.slice(0, -1), String(BigInt(parts.at(-1) ?? "0") - 1n), "99999999"].join(".");
}

function keyOf({ repeatable, path, version }: LocalMigration): string {
  return repeatable ? `R ${basename(path)}` : normalVersion(version);
}

function keyOfRow({ version, script }: HistoryRow): string {
  return version == null ? `R ${basename(script ?? "")}` : normalVersion(version);
}

function appliedOf({ checksum, script }: HistoryRow, local: LocalMigration | null): AppliedMigration {
  const matches = checksum == null ? null : (content: Buffer) => checksumOf(content) === Number(checksum);
  const applied = appliedMigration(local?.id ?? script ?? "", local, matches);
  // What is repeatable is summed with its placeholders filled in, which only its runner knows.
  const isKnown = local?.repeatable !== true || local.content?.includes("${") !== true;
  return { ...applied, edited: applied.edited && isKnown };
}

function repeatables(
  own: readonly { id: string; migration: LocalMigration }[],
  applied: readonly AppliedMigration[],
  expected: ReadonlySet<string>,
): FoundItem[] {
  const done = new Map(applied.map((migration) => [migration.id, migration]));
  return own.flatMap(({ id, migration }) => {
    const last = done.get(id);
    if (!migration.repeatable || expected.has(id) || last?.edited === false) return [];
    return [pendingItem(id, ADVICE.apply, last && "has changed since it was last run")];
  });
}

/** Flyway's CRC32: of the lines without their ends and without a byte order mark, as a signed number. */
export function checksumOf(content: Buffer): number {
  const text = content
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .replace(/[\r\n]/g, "");
  return crc32(text) | 0;
}

function failure(id: string): FoundItem {
  const message = `${id} failed: flyway migrate runs nothing until that is cleared`;
  return foundItem("failed", id, message, "undo what it left and run `flyway repair`");
}
