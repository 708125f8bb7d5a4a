/** The text of a changed file with some of its statements replaced or taken out; all else stays byte for byte. */
import { BREAKPOINT } from "../migrations/tools/drizzle/breakpoint.ts";
import { lineBreakOf } from "../migrations/tools/further.ts";
import type { Statement } from "../sql/statement.ts";
import type { Piece } from "./arrangement.ts";

export interface EditOptions {
  /** The file as it is. */
  readonly text: string;
  /** What is sent of it, as long as it is. */
  readonly sql: string;
  readonly statements: readonly Statement[];
  /** What the file holds from now on. */
  readonly kept: readonly Pick<Piece, "statement" | "sql">[];
}

/** The texts of statements and of the comments above them are where the file has them, or null: it is not sent as it stands. */
export function editedText({ text, sql, statements, kept }: EditOptions): string | null {
  const lineBreak = lineBreakOf(text);
  const isCut = text.includes(BREAKPOINT);
  const between = isCut ? `${BREAKPOINT}${lineBreak}` : lineBreak;
  const edits: { readonly from: number; readonly to: number; readonly by: string }[] = [];
  let lastEnd = 0;
  const { inPlace, behind } = displaced(kept);
  for (const statement of statements) {
    const { start } = statement;
    const end = start + statement.text.length;
    if (text.slice(start, end) !== statement.text) return null;
    const own = inPlace.filter((piece) => piece.statement === statement);
    if (own.length === 0) {
      const from = commentsBefore(sql, lastEnd, start);
      edits.push({ ...gap(text, from, end), by: "" });
    } else if (own.some(({ sql }) => sql !== null)) {
      const by = own.flatMap(({ sql }) => sql ?? [statement.text]).join(`;${between}`);
      edits.push({ from: start, to: end, by: by.replaceAll(/\r?\n/g, lineBreak) });
    }
    lastEnd = endOfStatement(text, end);
  }
  if (behind.length > 0) {
    const at = endOfStatement(text, endOf(inPlace.at(-1)?.statement));
    edits.push({ from: at, to: at, by: `${lineBreak}${textOfPieces(behind, sql, lineBreak)}` });
    edits.sort((a, b) => a.from - b.from || a.to - b.to);
  }
  const edited = edits.reduceRight((now, { from, to, by }) => now.slice(0, from) + by + now.slice(to), text);
  return isCut && edits.some(({ by }) => by === "") ? edited.replace(DANGLING, lineBreak) : edited;
}

type Kept = EditOptions["kept"][number];

/** What stands where the file has it, and what has to stand behind all of that. */
function displaced(kept: readonly Kept[]): {
  readonly inPlace: readonly Kept[];
  readonly behind: readonly Kept[];
} {
  const at = kept.findIndex(({ statement }, now) => statement.index < (kept[now - 1]?.statement.index ?? 0));
  return at < 0 ? { inPlace: kept, behind: [] } : { inPlace: kept.slice(0, at), behind: kept.slice(at) };
}

function endOf(statement: Statement | undefined): number {
  return statement === undefined ? 0 : statement.start + statement.text.length;
}

/** The last cut, with nothing behind it. */
const DANGLING = new RegExp(`[ \\t]*${BREAKPOINT}\\s*$`);

/** Pieces as the text of a further file, each statement with the comments that stand above it in the changed one. */
export function textOfPieces(
  pieces: readonly Pick<Piece, "statement" | "sql">[],
  sent: string,
  lineBreak: string,
): string {
  const said = new Set<Statement>();
  return pieces
    .map(({ statement, sql }) => {
      const { start } = statement;
      const comments = said.has(statement) ? "" : sent.slice(commentsBefore(sent, 0, start), start);
      const behind = said.has(statement) ? "" : commentBehind(sent, start + statement.text.length);
      said.add(statement);
      const own = (sql ?? [statement.text]).map((one) => `${one};`).join("\n");
      const around = sql === null ? [comments, behind] : [ignoresIn(comments), ignoresIn(behind)];
      return `${around[0]}${own}${around[1]}\n`;
    })
    .join("\n")
    .replaceAll(/\r?\n/g, lineBreak);
}

/**
 * Where the comment lines begin that stand directly above a statement, at the earliest at `from`. `sql` is what is sent of the
 * file: what the tool itself reads in comments is blank there, and belongs to the file.
 */
function commentsBefore(sql: string, from: number, start: number): number {
  let at = sql.lastIndexOf("\n", start - 1) + 1;
  if (sql.slice(at, start).trim() !== "") return start;
  while (at > from) {
    const previous = sql.lastIndexOf("\n", at - 2) + 1;
    if (previous < from || !/^\s*--/.test(sql.slice(previous, at))) break;
    at = previous;
  }
  return Math.max(at, from);
}

/** A word for lockgate goes with what takes the statement's place, as long as it is about it. */
function ignoresIn(comments: string): string {
  return comments
    .split(/(?<=\n)/)
    .filter((line) => !/--\s*lockgate:/.test(line))
    .join("");
}

/** Behind the semicolon and a comment on its line, and behind the line break where nothing else stands on its line. */
function endOfStatement(text: string, end: number): number {
  const semicolon = /^\s*;/.exec(text.slice(end))?.[0].length ?? 0;
  const rest = /^[ \t]*(?:--[^\r\n]*)?(?:\r?\n|$)|^[ \t]*/.exec(text.slice(end + semicolon))?.[0].length ?? 0;
  return end + semicolon + rest;
}

/** What goes with a statement: its lines and the blank ones behind them, or on a line with others its part of it. */
function gap(text: string, from: number, end: number): { readonly from: number; readonly to: number } {
  const before = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
  if (before.trim() !== "") {
    const own = /^\s*;?(?:[ \t]*--(?!>)[^\r\n]*)?/.exec(text.slice(end))?.[0].length ?? 0;
    return { from: from - (before.length - before.trimEnd().length), to: end + own };
  }
  const to = endOfStatement(text, end);
  const isBehindBlank = from === 0 || /(?:^|\n)[ \t]*\r?\n[ \t]*$/.test(text.slice(0, from));
  const blanks = isBehindBlank ? (/^(?:[ \t]*\r?\n)+/.exec(text.slice(to))?.[0].length ?? 0) : 0;
  return { from, to: to + blanks };
}

/** The comment on the line on which a statement ends, with the blanks in front of it. */
function commentBehind(sql: string, end: number): string {
  return /^\s*;?([ \t]*--(?!>)[^\r\n]*)/.exec(sql.slice(end))?.[1] ?? "";
}
