import { blank } from "../sql/blank.ts";
import { type PieceKind, pieceAt, pieces } from "../sql/lexer.ts";

/**
 * SQL with comments, strings, quoted names and dollar-quoted bodies blanked out: what is left are keywords and semicolons
 * at their places. For telling forms apart; statements are read by the parser.
 */
export function skeleton(sql: string): string {
  let bare = "";
  for (const { kind, start, end } of pieces(sql)) {
    const text = sql.slice(start, end);
    bare += SHOWN.has(kind) ? text : blank(text);
  }
  return bare;
}

const SHOWN: ReadonlySet<PieceKind> = new Set(["space", "word", "semicolon", "other"]);

/** The skeleton's statements, trimmed, without empty ones. */
export function roughStatements(sql: string): string[] {
  return skeleton(sql)
    .split(";")
    .map((statement) => statement.trim().replace(/\s+/g, " "))
    .filter((statement) => statement !== "");
}

/** Whether a text ends inside of a string, a dollar-quoted body, a quoted name or a block comment that is not closed. */
export function endsInside(sql: string): boolean {
  let isClosed = true;
  for (let at = 0; at < sql.length; ) {
    const piece = pieceAt(sql, at);
    isClosed = piece.closed;
    at = piece.end;
  }
  return !isClosed;
}

/** One line of a text, with its line break. */
export interface Line {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
}

export function linesOf(text: string): Line[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, index) => ({ text: line, number: index + 1 }));
}
