import { blankRange } from "./blank.ts";
import type { Positions } from "./position.ts";
import type { Unread } from "./statement.ts";

/** They change nothing that runs: pg_dump frames its output with the first two since August 2025. */
const HARMLESS = new Set(["restrict", "unrestrict", "echo", "encoding", "pset", "timing", "."]);

/**
 * Blanks what only psql understands, line breaks kept: the rows behind COPY … FROM stdin, and meta-commands. A
 * meta-command that could change what runs is named in `unread`.
 */
export function blankPsql(source: string, positions: Positions): { text: string; unread: Unread[] } {
  const unread: Unread[] = [];
  let text = source;
  for (const copy of source.matchAll(/\bCOPY\b[^;]*?\bFROM\s+STDIN\b[^;]*;[^\n]*\n/gi)) {
    const from = copy.index + copy[0].length;
    const end = /^\\\.\r?$/m.exec(source.slice(from));
    if (end) text = blankRange(text, from, from + end.index + end[0].length);
  }
  for (const command of text.matchAll(/^[ \t]*\\([a-zA-Z_!?.]+)[^\n]*/gm)) {
    const [line, name = ""] = command;
    text = blankRange(text, command.index, command.index + line.length);
    if (HARMLESS.has(name)) continue;
    const at = command.index + line.indexOf("\\");
    const reason = `\\${name} is a command of psql, not SQL: what it brings in or changes is not analysed`;
    unread.push({ line: positions.line(at), column: positions.column(at), reason });
  }
  return { text, unread };
}
