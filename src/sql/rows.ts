import { blank } from "./blank.ts";
import { isBlank, pieceAt, pieces } from "./lexer.ts";
import { as, type Node } from "./nodes.ts";
import { StatementEnd } from "./split.ts";
import type { SetAside } from "./statement.ts";

/** Whether a statement waits for rows from its client: COPY … FROM STDIN. */
export function takesRows(node: Node): boolean {
  const copy = as(node, "CopyStmt");
  return copy?.is_from === true && copy.filename === undefined && copy.is_program !== true;
}

/** Whether a text may be COPY … FROM STDIN: only then is it worth parsing for that. */
export function mayTakeRows(text: string): boolean {
  let first = "";
  for (const { kind, start, end } of pieces(text)) {
    if (isBlank(kind)) continue;
    const word = kind === "word" ? text.slice(start, end).toUpperCase() : "";
    if (first === "") {
      if (word !== "COPY") return false;
      first = word;
    } else if (word === "STDIN") return true;
  }
  return false;
}

/**
 * Where the rows end that begin at `start`: behind the first line that is `\.`, or with the text. psql wants nothing else
 * on that line, Flyway takes white space around it. `closed` is false where there is no such line.
 */
export function endOfRows(
  text: string,
  start: number,
  reader: "psql" | "flyway" = "psql",
): { readonly end: number; readonly closed: boolean } {
  for (let at = text.indexOf("\\.", start); at !== -1; at = text.indexOf("\\.", at + 2)) {
    const line = Math.max(text.lastIndexOf("\n", at) + 1, start);
    const breakAt = text.indexOf("\n", at);
    const end = breakAt === -1 ? text.length : breakAt + 1;
    const [before, behind] = [text.slice(line, at), text.slice(at + 2, end)];
    const isEnd =
      reader === "psql"
        ? before === "" && /^\r?\n?$/.test(behind)
        : before.length < MOST_SPACE && behind.length < MOST_SPACE && /^[\0- ]*$/.test(before + behind);
    if (isEnd) return { end, closed: true };
  }
  return { end: text.length, closed: false };
}

const MOST_SPACE = 1000;

/**
 * The rows that the client takes from its script behind the statement that ends at `from`: they begin on the next line.
 * `strayed` is SQL that stands behind the statement on its own line, which nobody writes and nobody reads here.
 */
export function rowsBehind(text: string, from: number, reader: "psql" | "flyway") {
  let at = from;
  let isNextLine = false;
  while (at < text.length && !isNextLine) {
    const { kind, start, end, closed } = pieceAt(text, at);
    const newline = text.slice(start, end).indexOf("\n");
    isNextLine = kind === "space" && newline !== -1;
    if (!isNextLine && (!isBlank(kind) || newline !== -1 || !closed)) break;
    at = isNextLine ? start + newline + 1 : end;
  }
  if (isNextLine || at >= text.length)
    return { strayed: null, start: at, end: endOfRows(text, at, reader).end };
  const lineEnd = text.indexOf("\n", at);
  const start = lineEnd === -1 ? text.length : lineEnd + 1;
  return { strayed: { start: at, end: start }, start, end: endOfRows(text, start, reader).end };
}

/** What Flyway makes of a script: it takes out the rows behind COPY … FROM STDIN. */
export function withoutRows(text: string, takes: (statement: string) => boolean) {
  const setAside: SetAside[] = [];
  const hidden: { start: number; end: number; reason: string }[] = [];
  const ends = new StatementEnd(text);
  let sql = "";
  let kept = 0;
  let statement = 0;
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at);
    at = piece.end;
    if (!ends.endsAt(piece)) continue;
    if (takes(text.slice(statement, at))) {
      const { strayed, start, end } = rowsBehind(text, at, "flyway");
      const reason = "stands behind COPY … FROM STDIN on its line: Flyway passes it over";
      if (strayed !== null) hidden.push({ ...strayed, reason });
      if (end > start) setAside.push({ kind: "rows", start, end });
      const from = strayed?.start ?? start;
      sql += text.slice(kept, from) + blank(text.slice(from, end));
      kept = end;
      at = end;
    }
    statement = at;
  }
  return { sql: sql + text.slice(kept), setAside, hidden };
}
