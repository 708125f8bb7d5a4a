import { createHash } from "node:crypto";
import type { FoundItem } from "../drift-report.ts";
import type {
  AppliedMigration,
  HistoryQuestion,
  HistoryReader,
  HistoryReading,
  HistoryRow,
} from "./reader.ts";
import { type Advice, compareSides, passes } from "./sides.ts";

const STATUS = "prisma migrate status";

const ADVICE: Advice = {
  apply: "npx prisma migrate deploy",
  outOfOrder: {
    means: "the database will run them in another order than a new one does",
    next: "rename its directory so that it sorts last, or check that the order does not matter and run `npx prisma migrate deploy`",
  },
  missing: () => "bring its directory back from the branch that was deployed",
  passesMissing: STATUS,
};

/**
 * `_prisma_migrations`. A migration may have several rows: those that were rolled back count for nothing, a row that
 * was neither finished nor rolled back is a failure that stops `prisma migrate deploy` (P3009).
 */
export const prisma: HistoryReader = {
  tables: ["_prisma_migrations"],
  columns: ["checksum", "finished_at", "migration_name", "logs", "rolled_back_at", "started_at"],
  order: "started_at, finished_at, migration_name",
  read,
};

function read({ rows, local, expected }: HistoryQuestion): HistoryReading {
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
  const sides = compareSides(
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
      ...applied.filter(({ edited }) => edited).map(({ id }) => edit(id)),
      ...sides,
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

function edit(id: string): FoundItem {
  return {
    kind: "edited",
    migration: id,
    message: `${id} was edited after it was applied${passes(STATUS)}`,
    next: "restore the file as it was applied, and make the change in a new migration",
  };
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
