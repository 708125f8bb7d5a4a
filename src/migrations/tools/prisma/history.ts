import { createHash } from "node:crypto";
import { passes, runsLate } from "../compare-histories.ts";
import { type FoundItem, foundItem, type HistoryReader, type HistoryRow } from "../history.ts";
import { rowHistory } from "../row-history.ts";

const STATUS = "prisma migrate status";
const APPLY = "npx prisma migrate deploy";

const ROWS = rowHistory({
  tables: ["_prisma_migrations"],
  columns: ["checksum", "finished_at", "migration_name", "logs", "rolled_back_at", "started_at"],
  moments: ["finished_at", "rolled_back_at", "started_at"],
  order: "started_at, finished_at, migration_name",
  afterEdit: `after it was applied${passes(STATUS)}`,
  isInOwnSchema: true,
  // Only their names decide which of two migrations of one second runs first, and nobody chose those for that.
  stampOf: (id) => /^\d+/.exec(id)?.[0] ?? null,
  advice: {
    apply: APPLY,
    outOfOrder: runsLate(APPLY, "rename its directory"),
    missing: () => "bring its directory back from the branch that was deployed",
    passesMissing: STATUS,
  },
  recorded: (row) => (isStanding(row) ? nameOf(row) : null),
  key: ({ id }) => id,
  isApplied: (row) => row.finished_at !== null,
  matches: (row) => (content) => matchesChecksum(content, row.checksum ?? ""),
  rolledBack: nameOf,
});

/**
 * `_prisma_migrations`. A migration may have several rows: those that were rolled back count for nothing, a row that
 * was neither finished nor rolled back is a failure that stops `prisma migrate deploy` (P3009).
 */
export const prismaHistory: HistoryReader = {
  ...ROWS,
  read(options) {
    const standing = options.rows.filter(isStanding);
    const names = new Set(standing.map(nameOf));
    // `migrate status` lists what is pending and then says nothing of what failed.
    const isHidden = options.local.some(({ id }) => !names.has(id));
    const failed = new Map(
      standing.filter((row) => row.finished_at === null).map((row) => [nameOf(row), row]),
    );
    const { items, applied } = ROWS.read(options);
    return { items: [...[...failed.values()].map((row) => failure(row, isHidden)), ...items], applied };
  },
};

function isStanding(row: HistoryRow): boolean {
  return row.rolled_back_at === null;
}

function nameOf(row: HistoryRow): string {
  return row.migration_name ?? "";
}

function failure(row: HistoryRow, isHidden: boolean): FoundItem {
  const name = nameOf(row);
  const reason = reasonOf(row.logs ?? "");
  const silent = isHidden ? ` (\`${STATUS}\` lists only what is pending)` : "";
  return foundItem(
    "failed",
    name,
    `${name} failed${reason === null ? "" : `: ${reason}`}; until it is resolved nothing can be deployed${silent}`,
    `undo what it left and run \`npx prisma migrate resolve --rolled-back "${name}"\`, or finish it by hand and run \`npx prisma migrate resolve --applied "${name}"\``,
  );
}

/** PostgreSQL's own message in Prisma's logs, without DETAIL: that may hold values of rows. */
function reasonOf(logs: string): string | null {
  const error = /^(?:db error: )?(?:ERROR|FATAL): *(.+)$/m.exec(logs);
  return error?.[1]?.trim() ?? null;
}

/**
 * Prisma's own comparison: the sha256 of the file as it is, with LF for CRLF, or with CRLF for LF. A stored text that is
 * not 64 long was written by an old version, byte by byte without leading zeros.
 */
export function matchesChecksum(content: Buffer, stored: string): boolean {
  const render = stored === "" || stored.length === 64 ? padded : unpadded;
  const text = content.toString("utf8");
  const forms = [content, text.replaceAll("\r\n", "\n"), text.replaceAll("\n", "\r\n")];
  return forms.some((form) => render(createHash("sha256").update(form).digest()) === stored);
}

function padded(digest: Buffer): string {
  return digest.toString("hex");
}

function unpadded(digest: Buffer): string {
  return [...digest].map((byte) => byte.toString(16)).join("");
}
