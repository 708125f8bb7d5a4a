/** The only importer of libpg-query: text in, statements with their true places out. */
import { commandTag } from "./command-tag.ts";
import { withPlainTypes } from "./declared-types.ts";
import { isBlank, pieces, skipBlank, trimEnd } from "./lexer.ts";
import { isTooDeep, tooMuch } from "./limits.ts";
import { type Positions, positionsOf } from "./position.ts";
import { type PsqlScript, readPsql } from "./psql.ts";
import { refusalOf, refusedAt } from "./refused.ts";
import { endOfRows, mayTakeRows, takesRows, withoutRows } from "./rows.ts";
import { readOtherwise } from "./session-text.ts";
import { splitScript } from "./split.ts";
import type { Reader, Script, SetAside, Statement, Unread } from "./statement.ts";

type Grammar = typeof import("libpg-query");

let loading: Promise<void> | undefined;
let loaded: Grammar | undefined;

/** Loads PostgreSQL's grammar (WASM, 1.7 MB) once. To be awaited before the other functions of this file. */
export function loadParser(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  // Its WASM is compiled where it is imported, which a run that reads no SQL does without.
  const grammar = await import("libpg-query");
  await grammar.loadModule();
  loaded = grammar;
}

function grammar(): Grammar {
  if (loaded === undefined) throw new Error("the grammar is not loaded");
  return loaded;
}

/**
 * Reads a script as it stands in its file, for those who read it before PostgreSQL. A part with a syntax error stands in
 * `unread`; the statements around it are still read.
 */
export function parseScript(source: string, reader: Reader = "postgres"): Script {
  const positions = positionsOf(source);
  const whole = { start: 0, end: source.length };
  const nul = source.indexOf("\0");
  // libpg-query takes a C string: everything behind a NUL would be invisible to it.
  if (nul !== -1)
    return { statements: [], unread: [unreadAt(positions, nul, "holds a NUL character", whole)] };
  if (reader === "source code")
    return { statements: [], unread: [unreadAt(positions, 0, "is code: a run of it shows the SQL", whole)] };
  const { sql, setAside, hidden } = beforePostgres(source, reader);
  const { statements, unread } = parseText(
    sql,
    { positions, whole: sql === source ? positions : positionsOf(sql) },
    reader,
  );
  const said = hidden.map(({ reason, ...range }) => unreadAt(positions, range.start, reason, range));
  const otherwise = readOtherwise(sql, statements).map(({ index, reason }) =>
    unreadAt(positions, index, reason, { start: index, end: source.length }),
  );
  const all = [...unread, ...said, ...otherwise].sort((a, b) => a.line - b.line || a.column - b.column);
  return { statements, unread: all, ...(setAside.length > 0 ? { setAside } : {}) };
}

/** What the one who reads the script first leaves of it, as long as the script. */
export function beforePostgres(source: string, reader: Reader): PsqlScript {
  if (reader === "postgres" || reader === "source code") return { sql: source, setAside: [], hidden: [] };
  const hasMark = source.startsWith("\uFEFF");
  const text = hasMark ? ` ${source.slice(1)}` : source;
  const read = reader === "psql" ? readPsql(text, waitsForRows) : withoutRows(text, waitsForRows);
  const mark: SetAside[] = hasMark ? [{ kind: "byte order mark", start: 0, end: 1 }] : [];
  return { ...read, setAside: [...mark, ...read.setAside] };
}

function waitsForRows(text: string): boolean {
  if (!mayTakeRows(text)) return false;
  return parsePart(text, 0, positionsOf(text)).statements.some(({ node }) => takesRows(node));
}

type Parts = Pick<Script, "statements" | "unread">;

function parseText(
  text: string,
  { positions, whole: places }: { positions: Positions; whole: Positions },
  reader: Reader,
): Parts {
  const whole = parsePart(text, 0, positions, places);
  if (whole.unread.length === 0 && whole.statements[0]?.refused === undefined) return whole;
  const statements: Statement[] = [];
  const unread: Unread[] = [];
  const take = ([start, end]: [number, number], parentheses: boolean): void => {
    const part = text.slice(start, end);
    const parsed = parsePart(part, start, positions);
    // An open parenthesis takes in all that follows: psql sends it so, others may not.
    const inner =
      parsed.unread.length > 0 && parentheses && reader !== "psql"
        ? splitScript(part, { parentheses: false })
        : [];
    if (inner.length > 1) for (const [from, to] of inner) take([start + from, start + to], false);
    else {
      unread.push(...parsed.unread);
      for (const statement of parsed.statements) statements.push({ ...statement, index: statements.length });
    }
  };
  for (const part of partsOf(text, reader)) take(part, true);
  return { statements, unread };
}

/** The statements of a text; rows that nobody takes out of it are a part of their own, which PostgreSQL refuses. */
function partsOf(text: string, reader: Reader): [start: number, end: number][] {
  const parts: [number, number][] = [];
  let at = 0;
  for (const [start, end] of splitScript(text)) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    parts.push([from, end]);
    at = end;
    if (reader !== "postgres" || !waitsForRows(text.slice(from, end))) continue;
    const rows = endOfRows(text, end);
    if (!rows.closed) continue;
    parts.push([end, rows.end]);
    at = rows.end;
  }
  return at < text.length ? [...parts, [at, text.length]] : parts;
}

/**
 * Parses `text`, which stands at `offset` in the script that `positions` speaks of: all of it, or one error. `local` has
 * the places in the text itself.
 */
function parsePart(
  text: string,
  offset: number,
  positions: Positions,
  local: Positions = positionsOf(text),
): Parts {
  if (skipBlank(text, 0) === text.length) return { statements: [], unread: [] };
  const range = { start: offset, end: offset + text.length };
  const limit = tooMuch(text);
  if (limit !== null) {
    return { statements: [], unread: [unreadAt(positions, offset + limit.index, limit.reason, range)] };
  }
  try {
    return statementsIn(text, offset, { positions, local });
  } catch (error) {
    const at = grammar().hasSqlDetails(error) ? error.sqlDetails?.cursorPosition : undefined;
    const index = at === undefined || at < 0 ? skipBlank(text, 0) : local.fromCodePoints(at);
    const reason =
      error instanceof RangeError ? TOO_DEEP : error instanceof Error ? error.message : String(error);
    const refused = grammar().hasSqlDetails(error) ? refusalOf(text) : null;
    if (refused === null) {
      return { statements: [], unread: [unreadAt(positions, offset + index, reason, range)] };
    }
    return {
      statements: [refusedAt(text, offset, { positions, index, reason: refused(reason) })],
      unread: [],
    };
  }
}

const TOO_DEEP = "is nested too deep to be read";

function statementsIn(
  text: string,
  offset: number,
  { positions, local }: { positions: Positions; local: Positions },
): Parts {
  const statements: Statement[] = [];
  const unread: Unread[] = [];
  for (const { stmt, stmt_location = 0, stmt_len = 0 } of grammar().parseSync(text).stmts ?? []) {
    if (!stmt) continue;
    const from = local.fromBytes(stmt_location);
    // libpg-query gives the last statement no length when no semicolon ends it.
    const to = stmt_len === 0 ? endOfLastToken(text, from) : local.fromBytes(stmt_location + stmt_len);
    const first = skipBlank(text, from);
    const sql = trimEnd(text.slice(first, to));
    const start = offset + first;
    if (sql.length > SHALLOW && isTooDeep(stmt)) {
      unread.push(unreadAt(positions, start, TOO_DEEP, { start, end: offset + to }));
      continue;
    }
    statements.push({
      index: statements.length,
      text: sql,
      origin: stmt_location + Buffer.byteLength(text.slice(from, first)),
      line: positions.line(start),
      column: positions.column(start),
      endLine: positions.line(start + Math.max(sql.length - 1, 0)),
      start,
      node: stmt,
      command: commandTag(stmt),
    });
  }
  return { statements, unread };
}

/** A statement of fewer characters has no deep tree. */
const SHALLOW = 500;

function unreadAt(
  positions: Positions,
  index: number,
  reason: string,
  range: { readonly start: number; readonly end: number },
): Unread {
  return { line: positions.line(index), column: positions.column(index), reason, ...range };
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

/** The tokens of a text without its comments; none when the scanner refuses it (an unterminated string). */
export function tokens(text: string): Token[] {
  return tokensAndComments(text).filter(({ kind }) => !kind.endsWith("_COMMENT"));
}

export function tokensAndComments(text: string): Token[] {
  if (text === "") return [];
  try {
    const { fromBytes } = positionsOf(text);
    return grammar()
      .scanSync(text)
      .tokens.map((token) => ({
        start: fromBytes(token.start),
        end: fromBytes(token.end),
        kind: token.tokenName,
        keyword: KEYWORDS[token.keywordKind] ?? "reserved",
        text: token.text,
      }));
  } catch {
    // libpg-query's scanner answers an error with text that is not JSON; the parser names that error with its place.
    return [];
  }
}

/**
 * The PL/pgSQL tree of a body as plpgsql_check and others know it, or null when it does not parse. `head` is what makes
 * a statement of the body: DO, or CREATE FUNCTION up to AS; its parameters, `new` and `old` are variables.
 */
export function parsePlpgsql(body: string, head: string): unknown {
  return parseBody(body, head) ?? parseBody(withPlainTypes(body), head);
}

function parseBody(body: string, head: string): unknown {
  let quote = "$body$";
  for (let at = 0; body.includes(quote); at++) quote = `$body${at}$`;
  if (tooMuch(body) !== null) return null;
  try {
    const tree = grammar().parsePlPgSQLSync(`${head} ${quote}${body}${quote}`);
    return isTooDeep(tree) ? null : tree;
  } catch {
    return null;
  }
}
