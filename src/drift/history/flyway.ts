import { crc32 } from "node:zlib";
import { basename } from "../../migrations/tree.ts";
import type { FoundItem } from "../drift-report.ts";
import { duplicates } from "./by-name.ts";
import type {
  AppliedMigration,
  HistoryQuestion,
  HistoryReader,
  HistoryReading,
  HistoryRow,
  LocalMigration,
} from "./reader.ts";
import { type Advice, compareSides } from "./sides.ts";

const ADVICE: Advice = {
  apply: "flyway migrate",
  outOfOrder: {
    means: "Flyway stops at it, unless outOfOrder is set",
    next: "give it a version above all others, or run `flyway migrate -outOfOrder=true`",
  },
  missing: () => "bring its file back from the branch that was deployed, or run `flyway repair`",
  passesMissing: null,
};

/**
 * `flyway_schema_history`. A row of UNDO or DELETE takes its version back; versions up to a baseline never run; what is
 * repeatable has no version and runs again when its checksum changes.
 */
export const flyway: HistoryReader = {
  tables: ["flyway_schema_history", "schema_version"],
  columns: ["installed_rank", "version", "type", "script", "checksum", "success"],
  order: "installed_rank",
  read,
};

function read({ rows, local, expected }: HistoryQuestion): HistoryReading {
  const standing = standingRows(rows);
  const failed = standing.filter(({ success }) => !isTrue(success));
  const done = standing.filter(({ success }) => isTrue(success));
  const baseline = baselineOf(rows, local);
  const own = local
    .map((migration) => ({ key: keyOf(migration), id: migration.id, migration }))
    .filter(({ key }) => baseline === null || key.startsWith("R") || compareVersions(key, baseline) > 0);
  // Of several of one version the first.
  const byKey = new Map(own.toReversed().map((side) => [side.key, side]));
  const recorded = done
    .map((row) => ({ row, key: keyOfRow(row) }))
    .filter(
      ({ key }) =>
        baseline === null || byKey.has(key) || key.startsWith("R") || compareVersions(key, baseline) > 0,
    );
  const applied = recorded.map(({ row, key }) => applied1(row, byKey.get(key)));
  const changed = applied.filter(({ edited }) => edited);
  const isRepeatable = ({ local: migration }: AppliedMigration) => migration?.repeatable === true;
  const sides = compareSides(
    {
      local: own.filter(({ migration }) => !migration.repeatable),
      recorded: [...recorded, ...failed.map((row) => ({ row, key: keyOfRow(row) }))]
        .filter(({ key }) => !key.startsWith("R"))
        .map(({ row, key }) => ({ key, id: byKey.get(key)?.id ?? (row.script || key) })),
      expected,
    },
    ADVICE,
  );
  return {
    items: [
      ...failed.map((row) => failure(byKey.get(keyOfRow(row))?.id ?? row.script ?? "")),
      ...duplicates(own, "Flyway stops at it"),
      ...changed.filter((migration) => !isRepeatable(migration)).map(({ id }) => edit(id)),
      ...repeatables(own, applied, expected),
      ...sides,
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
    if (basename(path).startsWith("B")) versions.push(below(normal(version)));
  return versions.sort(compareVersions).at(-1) ?? null;
}

/** Just below a version: the file of a baseline itself is a migration that may have run. */
function below(version: string): string {
  const parts = version.split(".");
  return [...parts.slice(0, -1), String(BigInt(parts.at(-1) ?? "0") - 1n), "99999999"].join(".");
}

function keyOf({ repeatable, path, version }: LocalMigration): string {
  return repeatable ? `R ${basename(path)}` : normal(version);
}

function keyOfRow({ version, script }: HistoryRow): string {
  return version == null ? `R ${basename(script ?? "")}` : normal(version);
}

function normal(version: string): string {
  const parts = version.split(/[._]/).map((part) => (/^\d+$/.test(part) ? BigInt(part).toString() : part));
  return parts.join(".").replace(/(?:\.0)+$/, "");
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) =>
    version.split(".").map((part) => (/^-?\d+$/.test(part) ? BigInt(part) : 0n)),
  );
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const [one, other] = [left?.[index] ?? 0n, right?.[index] ?? 0n];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function applied1(
  row: HistoryRow,
  side: { id: string; migration: LocalMigration } | undefined,
): AppliedMigration {
  const matches =
    row.checksum == null ? null : (content: Buffer) => checksumOf(content) === Number(row.checksum);
  const content = side?.migration.content ?? null;
  const edited =
    matches !== null && content !== null && !hasPlaceholders(side?.migration) && !matches(content);
  return { id: side?.id ?? row.script ?? "", local: side?.migration ?? null, edited, matches, sql: null };
}

/** What is repeatable is summed with its placeholders filled in, which only its runner knows. */
function hasPlaceholders(migration: LocalMigration | undefined): boolean {
  return migration?.repeatable === true && migration.content?.includes("${") === true;
}

function repeatables(
  own: readonly { id: string; migration: LocalMigration }[],
  applied: readonly AppliedMigration[],
  expected: ReadonlySet<string>,
): FoundItem[] {
  const done = new Map(applied.map((migration) => [migration.id, migration]));
  return own.flatMap(({ id, migration }): FoundItem[] => {
    const last = done.get(id);
    if (!migration.repeatable || expected.has(id) || last?.edited === false) return [];
    const message = last === undefined ? `${id} is not applied` : `${id} has changed since it was last run`;
    return [{ kind: "pending", migration: id, message, next: `run \`${ADVICE.apply}\`` }];
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

function edit(id: string): FoundItem {
  return {
    kind: "edited",
    migration: id,
    message: `${id} was edited after it was applied: flyway migrate stops at it`,
    next: "restore the file as it was applied, and make the change in a new migration; if it changes nothing, run `flyway repair`",
  };
}

function failure(id: string): FoundItem {
  return {
    kind: "failed",
    migration: id,
    message: `${id} failed: flyway migrate runs nothing until that is cleared`,
    next: "undo what it left and run `flyway repair`",
  };
}

function isTrue(text: string | null | undefined): boolean {
  return text === "true" || text === "t";
}
