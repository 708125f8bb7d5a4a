import { parseScript } from "../sql/parse.ts";
import type { FoundSql } from "./script-sql.ts";

const QUERIES: ReadonlySet<string> = new Set(["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"]);

/**
 * The queries of a file that an application loads or generates code of (sqlc, PgTyped, yesql). None of one that makes
 * tables: it is a schema or seeds, which no release sends.
 */
export function queriesInFile(text: string): FoundSql[] {
  if (/\bcreate\s+(?:unlogged\s+)?table\b/i.test(text)) return [];
  const { statements } = parseScript(withNumbers(text));
  return statements
    .filter(({ command }) => QUERIES.has(command))
    .map(({ text: sql, line }) => ({ sql: renumbered(sql), line }));
}

/** Above all numbers that a file has itself. */
const NAMED = 10_000;

/** sqlc's `sqlc.arg(name)` and `@name`, and the `:name` of others, are numbers to PostgreSQL. */
function withNumbers(text: string): string {
  let named = NAMED;
  return text.replace(PARAMETER, (_, kept?: string) => kept ?? `$${++named}`);
}

const PARAMETER =
  /('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*)|\bsqlc\.(?:n?arg|slice)\(\s*'?\w+'?\s*\)|(?<![\w@<>&|:])[@:][a-z_]\w*/gi;

/** Each statement counts from 1, behind the numbers of its own. */
function renumbered(sql: string): string {
  const own = [...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)).filter((one) => one <= NAMED);
  let last = Math.max(0, ...own);
  return sql.replace(/\$(\d+)/g, (found, number: string) => (Number(number) > NAMED ? `$${++last}` : found));
}
