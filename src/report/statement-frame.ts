import { visibleLines } from "./visible.ts";
import { shorten } from "./width.ts";

/** A line of a file as it is shown; `number` is null for the mark that stands for lines left out. */
export interface FrameLine {
  readonly number: number | null;
  readonly text: string;
}

const SHOWN = 6;

/**
 * The lines of a statement with their numbers in the file. A long statement keeps its first lines and its last;
 * lines are cut at `columns`.
 */
export function statementFrame(
  statement: { readonly sql: string; readonly line: number },
  columns: number,
): FrameLine[] {
  const lines = visibleLines(statement.sql).map((text, index) => ({
    number: statement.line + index,
    text: shorten(text.trimEnd(), columns),
  }));
  const last = lines.at(-1);
  if (last === undefined || lines.length <= SHOWN) return withSemicolon(lines, columns);
  const left = lines.length - SHOWN + 1;
  const cut = { number: null, text: `… ${left} more lines` };
  return withSemicolon([...lines.slice(0, SHOWN - 2), cut, last], columns);
}

/** The statement's text has no semicolon; people expect one. */
function withSemicolon(lines: FrameLine[], columns: number): FrameLine[] {
  return lines.map((line, index) =>
    index === lines.length - 1 && !line.text.endsWith("…")
      ? { ...line, text: shorten(`${line.text};`, columns) }
      : line,
  );
}
