import type { Ink } from "../ink.ts";
import { changedLines } from "../line-diff.ts";
import { visible, visibleLines } from "../visible.ts";
import { wrapAroundCommands } from "../width.ts";
import type { Entry } from "./drift-entries.ts";

/** "column total  the migrations make it ..., the database has ...", both sides where they are long, SQL and what to do. */
export function entryLines(entry: Entry, indent: string, withNext: boolean, ink: Ink): string[] {
  const subject = visible(entry.subject);
  const text = visible(entry.text);
  const deeper = `${indent}  `;
  const isShort = indent.length + subject.length + 2 + text.length <= ink.columns;
  const head = `${indent}${ink.c.red(subject)}`;
  const lines = isShort
    ? [`${head}  ${text}`]
    : [head, ...wrapAroundCommands(text, ink.columns - deeper.length).map((line) => `${deeper}${line}`)];
  return [
    ...lines,
    ...sideLines(entry, deeper, ink),
    ...sqlLines(entry, deeper, ink),
    ...(withNext ? nextLines(entry.next, deeper, ink) : []),
  ];
}

export function nextLines(next: string, indent: string, ink: Ink): string[] {
  const [first = "", ...more] = wrapAroundCommands(visible(next), ink.columns - indent.length - NEXT.length);
  return [
    `${indent}${ink.c.green(NEXT)}${first}`,
    ...more.map((line) => `${indent}${" ".repeat(NEXT.length)}${line}`),
  ];
}

const NEXT = "next: ";

/** More of a definition is read in an editor. */
const MOST_LINES = 12;

function sideLines({ sides }: Entry, indent: string, ink: Ink): string[] {
  if (sides === null) return [];
  const lines = changedLines(sides.expected, sides.actual);
  return [
    `${indent}${ink.c.dim("- by the migrations  + in the database")}`,
    ...cut(lines, ink).map((line) => {
      const paint = line.startsWith("-") ? ink.c.dim : line.startsWith("+") ? ink.c.yellow : String;
      return `${indent}${paint(visible(line))}`;
    }),
  ];
}

function sqlLines({ sql, purpose }: Entry, indent: string, ink: Ink): string[] {
  if (sql === null) return [];
  const label = purpose === null ? "" : `${purpose}: `;
  return cut(visibleLines(sql), ink).map(
    (line, index) => `${indent}${index === 0 ? ink.c.dim(label) : "  "}${ink.c.green(line)}`,
  );
}

function cut(lines: readonly string[], ink: Ink): string[] {
  if (ink.verbose || lines.length <= MOST_LINES) return [...lines];
  const more = lines.length - MOST_LINES + 1;
  return [...lines.slice(0, MOST_LINES - 1), `… ${more} more lines (--verbose)`];
}
