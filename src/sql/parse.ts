/** The only importer of libpg-query: text in, statements with their true places out. */
import { hasSqlDetails, loadModule, parsePlPgSQLSync, parseSync, scanSync } from "libpg-query";
import { commandTag } from "./command-tag.ts";
import { isBlank, pieces, skipBlank } from "./lexer.ts";
import { type Positions, positionsOf } from "./position.ts";
import { blankPsql } from "./psql.ts";
import { splitScript } from "./split.ts";
import type { Script, Statement, Unread } from "./statement.ts";

let loaded: Promise<void> | undefined;

/** Loads PostgreSQL's grammar (WASM, 1.7 MB) once. To be awaited before the other functions of this file. */
export function loadParser(): Promise<void> {
  loaded ??= loadModule();
  return loaded;
}

/**
 * Reads a script. A part with a syntax error stands in `unread`; the statements around it are still read.
 * A byte order mark at the start is no part of the SQL.
 */
export function parseScript(source: string): Script {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  const positions = positionsOf(text);
  const nul = text.indexOf("\0");
  // libpg-query takes a C string: everything behind a NUL would be invisible to it.
  if (nul !== -1) return { statements: [], unread: [unreadAt(positions, nul, "holds a NUL character")] };
  const whole = parsePart(text, 0, positions);
  if (whole.unread.length === 0) return whole;
  const { text: sql, unread } = blankPsql(text, positions);
  const withoutPsql = sql === text ? whole : parsePart(sql, 0, positions);
  if (withoutPsql.unread.length === 0) return { statements: withoutPsql.statements, unread };
  return inParts(sql, positions, unread);
}

function inParts(text: string, positions: Positions, known: readonly Unread[]): Script {
  const statements: Statement[] = [];
  const unread = [...known];
  for (const [start, end] of splitScript(text)) {
    const part = parsePart(text.slice(start, end), start, positions);
    unread.push(...part.unread);
    for (const statement of part.statements) statements.push({ ...statement, index: statements.length });
  }
  return { statements, unread: unread.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** Parses `text`, which stands at `offset` in the script that `positions` speaks of: all of it, or one error. */
function parsePart(text: string, offset: number, positions: Positions): Script {
  if (skipBlank(text, 0) === text.length) return { statements: [], unread: [] };
  const local = offset === 0 ? positions : positionsOf(text);
  try {
    const statements: Statement[] = [];
    for (const { stmt, stmt_location = 0, stmt_len = 0 } of parseSync(text).stmts ?? []) {
      if (!stmt) continue;
      const from = local.fromBytes(stmt_location);
      // libpg-query gives the last statement no length when no semicolon ends it.
      const to = stmt_len === 0 ? endOfLastToken(text, from) : local.fromBytes(stmt_location + stmt_len);
      const first = skipBlank(text, from);
      const sql = text.slice(first, to).trimEnd();
      const start = offset + first;
      statements.push({
        index: statements.length,
        text: sql,
        line: positions.line(start),
        column: positions.column(start),
        endLine: positions.line(start + Math.max(sql.length - 1, 0)),
        start,
        node: stmt,
        command: commandTag(stmt),
      });
    }
    return { statements, unread: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const at = hasSqlDetails(error) ? error.sqlDetails?.cursorPosition : undefined;
    const index = at === undefined || at < 0 ? skipBlank(text, 0) : local.fromCodePoints(at);
    return { statements: [], unread: [unreadAt(positions, offset + index, reason)] };
  }
}

function unreadAt(positions: Positions, index: number, reason: string): Unread {
  return { line: positions.line(index), column: positions.column(index), reason };
}

/** The end of the last token of a text whose end may be a comment. */
function endOfLastToken(text: string, from: number): number {
  let last = from;
  for (const { kind, end } of pieces(text, from)) if (!isBlank(kind)) last = end;
  return last;
}

export interface Token {
  /** UTF-16 indexes. */
  readonly start: number;
  readonly end: number;
  /** The grammar's name of the token: "IDENT", "SCONST", "SQL_COMMENT" (--), "C_COMMENT". */
  readonly kind: string;
  /** PostgreSQL's category of a word of the grammar, or null: only unreserved ones are every kind of name unquoted. */
  readonly keyword: "unreserved" | "column name" | "type or function name" | "reserved" | null;
  readonly text: string;
}

/** By libpg-query's number. */
const KEYWORDS: readonly Token["keyword"][] = [
  null,
  "unreserved",
  "column name",
  "type or function name",
  "reserved",
];

/** The tokens of a text, comments among them; none when the scanner refuses it (an unterminated string). */
export function tokens(text: string): Token[] {
  if (text === "") return [];
  try {
    const { fromBytes } = positionsOf(text);
    return scanSync(text).tokens.map((token) => ({
      start: fromBytes(token.start),
      end: fromBytes(token.end),
      kind: token.tokenName,
      keyword: KEYWORDS[token.keywordKind] ?? "reserved",
      text: token.text,
    }));
  } catch {
    // libpg-query's scanner answers an error with text that is no JSON; the parser names that error with its place.
    return [];
  }
}

/**
 * The PL/pgSQL tree of a body as plpgsql_check and others know it, or null when it does not parse. `head` is what makes
 * a statement of the body: in a trigger's function, `new` and `old` are variables.
 */
export function parsePlpgsql(
  body: string,
  head: "DO" | "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS" = "DO",
): unknown {
  let quote = "$body$";
  for (let at = 0; body.includes(quote); at++) quote = `$body${at}$`;
  try {
    return parsePlPgSQLSync(`${head} ${quote}${body}${quote}`);
  } catch {
    return null;
  }
}
