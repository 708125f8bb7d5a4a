import { createHash } from "node:crypto";
import { compareHistories, editedItem, type HistoryAdvice, passes, runsLate } from "../compare-histories.ts";
import type {
  AppliedMigration,
  FoundItem,
  HistoryOptions,
  HistoryReader,
  HistoryResult,
  HistoryRow,
} from "../history.ts";

const STATUS = "prisma migrate status";

const AFTER_EDIT = `after it was applied${passes(STATUS)}`;
const APPLY = "npx prisma migrate deploy";

const ADVICE: HistoryAdvice = {
  apply: APPLY,
  outOfOrder: runsLate(APPLY, "rename its directory"),
  missing: () => "bring its directory back from the branch that was deployed",
  passesMissing: STATUS,
};

/**
 * `_prisma_migrations`. A migration may have several rows: those that were rolled back count for nothing, a row that
 * was neither finished nor rolled back is a failure that stops `prisma migrate deploy` (P3009).
 */
export const prismaHistory: HistoryReader = {
  tables: ["_prisma_migrations"],
  columns: ["checksum", "finished_at", "migration_name", "logs", "rolled_back_at", "started_at"],
  order: "started_at, finished_at, migration_name",
  afterEdit: AFTER_EDIT,
  isInOwnSchema: true,
  // Only their names decide which of two migrations of one second runs first, and nobody chose those for that.
  stampOf: (id) => /^\d+/.exec(id)?.[0] ?? null,
  read,
};

function read({ rows, local, expected }: HistoryOptions): HistoryResult {
  const standing = rows.filter((row) => row.rolled_back_at === null);
  const failed = standing.filter((row) => row.finished_at === null);
  const finished = new Map(
    standing.filter((row) => row.finished_at !== null).map((row) => [nameOf(row), row]),
  );
  const byId = new Map(local.map((migration) => [migration.id, migration]));
  const applied = [...finished].map(([id, row]): AppliedMigration => {
    const here = byId.get(id) ?? null;
    const matches = (content: Buffer) => matchesChecksum(content, row.checksum ?? "");
    return { id, local: here, edited: here?.content ? !matches(here.content) : false, matches, sql: null };
  });
  const names = new Set(standing.map(nameOf));
  const differences = compareHistories(
    {
      local: local.map(({ id }) => ({ key: id, id })),
      recorded: [...names].map((id) => ({ key: id, id })),
      expected,
      rolledBack: new Set(rows.map(nameOf)),
    },
    ADVICE,
  );
  // `migrate status` lists what is pending and then says nothing of what failed.
  const hidden = local.some(({ id }) => !names.has(id));
  const failures = [...new Map(failed.map((row) => [nameOf(row), row])).values()];
  return {
    items: [
      ...failures.map((row) => failure(row, hidden)),
      ...applied.filter(({ edited }) => edited).map(({ id }) => editedItem(id, `was edited ${AFTER_EDIT}`)),
      ...differences,
    ],
    applied,
  };
}

function nameOf(row: HistoryRow): string {
  return row.migration_name ?? "";
}

function failure(row: HistoryRow, hidden: boolean): FoundItem {
  const name = nameOf(row);
  const reason = reasonOf(row.logs ?? "");
  const silent = hidden ? ` (\`${STATUS}\` lists only what is pending)` : "";
  return {
    kind: "failed",
    migration: name,
    message: `${name} failed${reason === null ? "" : `: ${reason}`}; until it is resolved nothing can be deployed${silent}`,
    next: `undo what it left and run \`npx prisma migrate resolve --rolled-back "${name}"\`, or finish it by hand and run \`npx prisma migrate resolve --applied "${name}"\``,
  };
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
