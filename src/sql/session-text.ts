import { pieces } from "./lexer.ts";
import type { Statement } from "./statement.ts";

/** A setting that changes how PostgreSQL reads the text behind it. */
interface TextSetting {
  readonly name: RegExp;
  /** A statement that sets it to what it is taken to be. */
  readonly usual: RegExp;
  /** The first place in `text` from `from` on that reads otherwise with another value, or -1. */
  readonly affected: (text: string, from: number) => number;
  readonly reason: string;
}

const SETTINGS: readonly TextSetting[] = [
  {
    name: /standard_conforming_strings/i,
    usual:
      /^SET\s+(?:SESSION\s+|LOCAL\s+)?standard_conforming_strings\s*(?:=|\bTO\b)\s*'?(?:on|true|yes|1)'?$/i,
    affected: firstBackslash,
    reason: "standard_conforming_strings may be off here: a backslash in a string reads otherwise",
  },
  {
    name: /client_encoding|\bSET\s+NAMES\b/i,
    usual:
      /^SET\s+(?:(?:SESSION\s+|LOCAL\s+)?client_encoding\s*(?:=|\bTO\b)|NAMES)\s*['"]?(?:utf-?8|unicode|sql_ascii|default)['"]?$/i,
    affected: (text, from) => {
      const at = text.slice(from).search(/[^\0-\x7f]/);
      return at === -1 ? -1 : from + at;
    },
    reason: "client_encoding may not be UTF-8 here: what is not ASCII reads otherwise",
  },
];

/** Where the statements of a script make its own text read otherwise than the parser here reads it. */
export function readOtherwise(
  text: string,
  statements: readonly Statement[],
): { readonly index: number; readonly reason: string }[] {
  return SETTINGS.flatMap(({ name, usual, affected, reason }) => {
    if (!name.test(text)) return [];
    let from = -1;
    for (const statement of statements) {
      if (!name.test(statement.text)) continue;
      const isUsual = usual.test(statement.text);
      const index = from === -1 ? -1 : affected(text.slice(0, statement.start), from);
      if (index !== -1) return [{ index, reason }];
      from = isUsual ? -1 : statement.start + statement.text.length;
    }
    const index = from === -1 ? -1 : affected(text, from);
    return index === -1 ? [] : [{ index, reason }];
  });
}

function firstBackslash(text: string, from: number): number {
  for (const { kind, start, end } of pieces(text, from)) {
    if (kind === "string" && text.slice(start, end).includes("\\")) return start;
  }
  return -1;
}
