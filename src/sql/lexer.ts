/**
 * The lexical structure of SQL as PostgreSQL's scan.l and psql's psqlscan.l read it: where strings, names, comments and
 * dollar quotes begin and end. It knows no grammar, refuses nothing, takes linear time and no stack.
 */

export type PieceKind =
  | "space"
  /** `-- …`, without the line break that ends it. */
  | "line comment"
  | "block comment"
  /** '…', and the quoted part of U&'…', B'…', X'…', N'…'. */
  | "string"
  /** E'…', with what continues it on later lines. */
  | "escape string"
  /** "…", and the quoted part of U&"…". */
  | "quoted name"
  | "dollar string"
  /** An unquoted name, a keyword or a number; every character beyond ASCII belongs to one, no-break spaces too. */
  | "word"
  | "semicolon"
  /** Any other single character. */
  | "other";

export interface Piece {
  readonly kind: PieceKind;
  /** UTF-16 indexes, the end exclusive. */
  readonly start: number;
  readonly end: number;
  /** False for a string, quoted name, dollar quote or block comment that runs to the end of the text. */
  readonly closed: boolean;
}

/** The pieces of a text, without gaps. `from` is the beginning of a piece. */
export function* pieces(text: string, from = 0): Generator<Piece, void, undefined> {
  for (let at = from; at < text.length; ) {
    const piece = pieceAt(text, at);
    yield piece;
    at = piece.end;
  }
}

/** The piece that begins at an index below the length of the text. */
export function pieceAt(text: string, start: number): Piece {
  const code = text.charCodeAt(start);
  if (isSpace(code)) return closed("space", start, endOfSpace(text, start));
  if (code === SEMICOLON) return closed("semicolon", start, start + 1);
  if (code === QUOTE) return ending("string", text, start, endOfQuoted(text, start, QUOTE));
  if (code === DOUBLE_QUOTE) return ending("quoted name", text, start, endOfQuoted(text, start, code));
  if (code === DASH && text.charCodeAt(start + 1) === DASH) {
    return closed("line comment", start, endOfLine(text, start));
  }
  if (code === SLASH && text.charCodeAt(start + 1) === STAR) {
    return ending("block comment", text, start, endOfBlockComment(text, start));
  }
  if (code === DOLLAR) return dollarAt(text, start);
  if (!isWordStart(code) && !isDigit(code)) return closed("other", start, start + 1);
  const end = endOfWord(text, start);
  // E'…' only where the E is a word of its own: in xE'…' the string is a standard one.
  const escapes = end === start + 1 && (code | 0x20) === LOWER_E && text.charCodeAt(end) === QUOTE;
  return escapes
    ? ending("escape string", text, start, endOfEscapeString(text, end))
    : closed("word", start, end);
}

/** The index of the first character from `index` on that is neither white space nor in a comment that ends. */
export function skipBlank(text: string, index: number): number {
  let at = index;
  while (at < text.length) {
    const { kind, end, closed: isClosed } = pieceAt(text, at);
    if (!isBlank(kind) || !isClosed) return at;
    at = end;
  }
  return at;
}

/** Without PostgreSQL's white space at the end, which is not JavaScript's. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** White space or a comment. */
export function isBlank(kind: PieceKind): boolean {
  return kind === "space" || kind === "line comment" || kind === "block comment";
}

/** PostgreSQL's white space: space, tab, line feed, vertical tab, form feed, carriage return. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

const [LINE_FEED, CARRIAGE_RETURN, SEMICOLON, QUOTE, DOUBLE_QUOTE, DASH, SLASH, STAR, DOLLAR, BACKSLASH] = [
  0x0a, 0x0d, 0x3b, 0x27, 0x22, 0x2d, 0x2f, 0x2a, 0x24, 0x5c,
];
const LOWER_E = 0x65;

const UNCLOSED = -1;

function closed(kind: PieceKind, start: number, end: number): Piece {
  return { kind, start, end, closed: true };
}

function ending(kind: PieceKind, text: string, start: number, end: number): Piece {
  return end === UNCLOSED ? { kind, start, end: text.length, closed: false } : closed(kind, start, end);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isWordStart(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || code === 0x5f || code >= 0x80;
}

function endOfSpace(text: string, start: number): number {
  let at = start + 1;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** A line ends at a carriage return, too. */
function endOfLine(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || code === CARRIAGE_RETURN) break;
  }
  return at;
}

/** A number takes no `$` of its own: in 1$$…$$ a dollar quote begins. */
function endOfWord(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  if (at > start && !isWordStart(text.charCodeAt(at))) return at;
  for (at++; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isWordStart(code) && !isDigit(code) && code !== DOLLAR) break;
  }
  return at;
}

/** A doubled quote stands for one. */
function endOfQuoted(text: string, start: number, quote: number): number {
  const mark = String.fromCharCode(quote);
  for (let at = text.indexOf(mark, start + 1); at !== -1; at = text.indexOf(mark, at + 2)) {
    if (text.charCodeAt(at + 1) !== quote) return at + 1;
  }
  return UNCLOSED;
}

function endOfEscapeString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) {
      if (text.charCodeAt(at + 1) === QUOTE) at++;
      else {
        const next = continuation(text, at + 1);
        if (next === -1) return at + 1;
        at = next;
      }
    }
  }
  return UNCLOSED;
}

/** The index of the quote that continues a string on a later line, or -1: white space with a line break between them. */
function continuation(text: string, from: number): number {
  let breaks = false;
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || code === CARRIAGE_RETURN) breaks = true;
    else if (code === DASH && text.charCodeAt(at + 1) === DASH) at = endOfLine(text, at) - 1;
    else if (!isSpace(code)) break;
  }
  return breaks && text.charCodeAt(at) === QUOTE ? at : -1;
}

/** Block comments nest. */
function endOfBlockComment(text: string, start: number): number {
  let depth = 1;
  for (let at = start + 2; at < text.length - 1; at++) {
    const code = text.charCodeAt(at);
    if (code === STAR && text.charCodeAt(at + 1) === SLASH) depth--;
    else if (code === SLASH && text.charCodeAt(at + 1) === STAR) depth++;
    else continue;
    at++;
    if (depth === 0) return at + 1;
  }
  return UNCLOSED;
}

/** $$…$$ or $tag$…$tag$; else a `$` alone, or a parameter ($1). */
function dollarAt(text: string, start: number): Piece {
  let at = start + 1;
  if (isDigit(text.charCodeAt(at))) {
    while (isDigit(text.charCodeAt(at))) at++;
    return closed("other", start, at);
  }
  while (isWordStart(text.charCodeAt(at)) || isDigit(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) !== DOLLAR) return closed("other", start, start + 1);
  const tag = text.slice(start, at + 1);
  const close = text.indexOf(tag, at + 1);
  return ending("dollar string", text, start, close === -1 ? UNCLOSED : close + tag.length);
}
