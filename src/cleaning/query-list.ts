/** A user's own list of queries: statements of SQL, or JSON lines `{"sql", "calls"}`. */
import { createHash } from "node:crypto";
import * as v from "valibot";
import type { LiveQuery } from "../production/snapshot.ts";
import { parseScript } from "../sql/parse.ts";
import { cleanQuery } from "./query.ts";

export interface QueryList {
  /** Each once, sorted by id, without literals. */
  readonly list: readonly LiveQuery[];
  /** Statements that do not parse or cannot be cleaned. */
  readonly unclean: number;
}

/** More are not read. */
const MOST = 20_000;

const amount = v.pipe(v.number(), v.minValue(0));
const Line = v.object({
  sql: v.string(),
  calls: v.exactOptional(amount),
  callsPerSecond: v.exactOptional(amount),
  searchPath: v.exactOptional(v.string()),
});

/** The queries of a file, or what is wrong with it and where. Commands of other kinds are left out. Needs `loadParser`. */
export function parseQueryList(text: string): QueryList | string {
  const source = text.replace(/^\uFEFF/, "");
  const lines = /^\s*\{/.test(source) ? linesOf(source) : statementsOf(source);
  if (typeof lines === "string") return lines;
  if (lines.length > MOST) return `has more than ${MOST} queries`;
  const byId = new Map<string, LiveQuery>();
  let unclean = 0;
  for (const { sql, searchPath, calls, callsPerSecond } of lines) {
    const cleaned = sql === null ? { kind: "unclean" as const } : cleanQuery(sql);
    if (cleaned.kind === "unclean") unclean++;
    if (cleaned.kind !== "query") continue;
    const id = queryId(cleaned.sql, searchPath);
    const known = byId.get(id);
    byId.set(id, {
      id,
      sql: cleaned.sql,
      ...(searchPath !== undefined && { searchPath }),
      callsPerSecond: sum(known?.callsPerSecond, callsPerSecond) ?? null,
      ...ifKnown(sum(known?.calls, calls)),
    });
  }
  return { list: [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), unclean };
}

/** The same text with the same search path has the same id in every snapshot and list. */
export function queryId(sql: string, searchPath?: string): string {
  return createHash("sha256")
    .update(`${searchPath ?? ""}\0${sql}`)
    .digest("hex")
    .slice(0, 16);
}

/** `sql` is null for a part that PostgreSQL's grammar does not read. */
type Listed = Omit<v.InferOutput<typeof Line>, "sql"> & { readonly sql: string | null };

function linesOf(source: string): Listed[] | string {
  const listed: Listed[] = [];
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const parsed = v.safeParse(Line, json(line));
    if (!parsed.success) return `is wrong in line ${index + 1}`;
    listed.push(parsed.output);
  }
  return listed;
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function statementsOf(source: string): Listed[] {
  const { statements, unread } = parseScript(source, "psql");
  return [...statements.map(({ text }) => ({ sql: text })), ...unread.map(() => ({ sql: null }))];
}

function sum(known: number | null | undefined, more: number | undefined): number | undefined {
  return known === null || known === undefined ? more : known + (more ?? 0);
}

function ifKnown(calls: number | undefined): { calls?: number } {
  return calls === undefined ? {} : { calls };
}
