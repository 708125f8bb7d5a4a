import { pieces, skipBlank, trimEnd } from "./lexer.ts";
import type { Node } from "./nodes.ts";
import type { Positions } from "./position.ts";
import type { Statement } from "./statement.ts";

/** What PostgreSQL refuses for sure, of whatever version: the words of its error, from those of the parser here. */
export function refusalOf(text: string): ((reason: string) => string) | null {
  // No statement begins with a name, and to PostgreSQL the mark belongs to one.
  if (text.charAt(skipBlank(text, 0)) === "\uFEFF")
    return () => "syntax error at the byte order mark (U+FEFF)";
  for (const { kind, start } of pieces(text)) {
    if (kind === "other" && text.charAt(start) === "\\") return (reason) => reason;
  }
  return null;
}

/** The statement that a refused text is: `index` is the place of the error in it. */
export function refusedAt(
  text: string,
  offset: number,
  { positions, index, reason }: { positions: Positions; index: number; reason: string },
): Statement {
  const first = skipBlank(text, 0);
  const sql = trimEnd(text.slice(first)).replace(/;$/, "");
  return {
    index: 0,
    text: sql,
    origin: 0,
    line: positions.line(offset + index),
    column: positions.column(offset + index),
    endLine: positions.line(offset + first + Math.max(sql.length - 1, 0)),
    start: offset + first,
    node: NOTHING,
    command: "?",
    refused: reason,
  };
}

const NOTHING: Node = { SelectStmt: {} };
