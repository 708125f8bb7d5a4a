import { roughStatements } from "../../skeleton.ts";
import type { Tree } from "../../tree.ts";
import { areBelow, installedVersion } from "../installed-version.ts";
import type { SentSql } from "../tool.ts";

/**
 * The first version whose engine sends each statement of a file by itself, in autocommit; older ones send the file as one
 * query, which PostgreSQL runs as one transaction. Reported for prisma-engines #5767 (February 2026) as released with
 * 7.4.0; the engine in the package of 7.4.0 carries the parser that splits (sqlparser 0.61), that of 7.3.0 does not. Seen
 * at work in 7.8.0. As of November 2026.
 */
export const SPLITS_FROM = "7.4.0";

/** How an engine sends a file: as a whole, statement by statement, or it is not known which. */
export interface Engine {
  readonly sends: "file" | "statements" | "unknown";
  readonly assumption: string | null;
}

/** The engine that runs the migrations of `dir`, by the version of the package `prisma` that is installed there. */
export async function engineFor(tree: Tree, dir: string): Promise<Engine> {
  const installed =
    (await installedVersion(tree, dir, "prisma")) ?? (await installedVersion(tree, dir, "@prisma/client"));
  if (installed === null)
    return unknown("Prisma's version is not known: no lockfile or package.json names it");
  const isBelow = await areBelow(installed.versions, SPLITS_FROM);
  if (isBelow === null) {
    return unknown(
      `Prisma's version is not known: ${installed.file} allows ${installed.versions.join(" and ")}`,
    );
  }
  return { sends: isBelow ? "file" : "statements", assumption: null };
}

function unknown(why: string): Engine {
  const judged = "locks are judged as held to the end of the file, atomicity statement by statement";
  return { sends: "unknown", assumption: `${why}; ${judged}` };
}

/** The transactions in which an engine runs a file. */
export function transactionOf(engine: Engine, sql: string): Omit<SentSql, "sql"> {
  if (engine.sends === "file") return { transaction: "file", atomicity: "file" };
  // An engine of an unknown version is asked for these alone, and a file without their words has none.
  if (engine.sends === "unknown" && !UNSPLIT_WORDS.test(sql)) return DOUBTFUL;
  const statements = roughStatements(sql);
  const whole = statements.length > 1 ? statements.find((statement) => UNSPLIT.test(statement)) : undefined;
  if (whole !== undefined) {
    const form = whole.split(" ", 1).join().toUpperCase();
    const note = `Prisma sends this file as one transaction: its engine cannot split ${form === "DO" ? "DO" : "DROP INDEX CONCURRENTLY"}`;
    return { transaction: "file", atomicity: "file", note };
  }
  if (engine.sends === "unknown") return DOUBTFUL;
  const doubtful =
    statements.length > 1 ? statements.find((statement) => !isSurelySplit(statement)) : undefined;
  if (doubtful === undefined) return { transaction: "statement", atomicity: "statement" };
  const form = doubtful.split(" ", 4).join(" ");
  const note = `Prisma's engine may not split a file with ${form}: locks are judged as held to the end of the file`;
  return { ...DOUBTFUL, note };
}

const DOUBTFUL = { transaction: "file", atomicity: "statement", delivery: { isDoubtful: true } } as const;

// The splitter is a parser of its own. Where it fails on any statement, the engine sends the whole file as one query,
// that is, in one transaction. It fails on these (prisma-engines #5847).
const UNSPLIT_WORDS = /\b(DO|CONCURRENTLY)\b/i;
const UNSPLIT = /^(DO\b|DROP INDEX CONCURRENTLY)/i;

// And it surely reads these: what Prisma itself writes, and plain data changes.
const SPLIT = [
  /^CREATE (UNIQUE )?INDEX\b/i,
  /^CREATE TABLE\b(?!.*\bPARTITION\b)/i,
  /^CREATE TYPE\b.*\bAS ENUM\b/i,
  /^CREATE (SCHEMA|EXTENSION)\b/i,
  /^ALTER TYPE\b.*\b(ADD VALUE|RENAME)\b/i,
  /^ALTER INDEX\b.*\bRENAME\b/i,
  /^ALTER TABLE\b(?!.*\b(VALID|VALIDATE|USING INDEX|ATTACH|DETACH|INHERIT|REPLICA|CLUSTER|OWNER|STORAGE)\b).*\b(ADD|DROP|ALTER|RENAME)\b/i,
  /^DROP (TABLE|INDEX|TYPE|SCHEMA|VIEW)\b/i,
  /^(INSERT|UPDATE|DELETE|SELECT|WITH|TRUNCATE|BEGIN|COMMIT|ROLLBACK|START TRANSACTION|SET)\b/i,
  /^COMMENT ON (TABLE|COLUMN)\b/i,
];

function isSurelySplit(statement: string): boolean {
  return SPLIT.some((form) => form.test(statement));
}
