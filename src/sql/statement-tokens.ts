import { isBlank, pieceAt } from "./lexer.ts";
import { byteOffsets } from "./position.ts";
import type { Statement } from "./statement.ts";

/** A word, name, string or sign of a statement. A number with a point and an operator may be several. */
export interface TextToken {
  /** UTF-16 indexes. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A statement, in which the places of its parse tree are found. */
export interface StatementTokens {
  readonly text: string;
  readonly tokens: readonly TextToken[];
  /** The index of the token at a node's `location`, in `tokens` or a part of them; -1: none stands there. */
  tokenAt(location: number | undefined, part?: readonly TextToken[]): number;
}

export function tokensOf({ text, origin }: Statement): StatementTokens {
  const indexOf = byteOffsets(text);
  const all = tokensIn(text);
  return {
    text,
    tokens: all,
    tokenAt: (location = 0, part = all) => {
      const index = indexOf(location - origin);
      return part.findIndex(({ start }) => start === index);
    },
  };
}

/** PostgreSQL's scanner would tell their kinds, too, but costs more than the parser. */
function tokensIn(text: string): TextToken[] {
  const all: TextToken[] = [];
  for (let at = 0; at < text.length; ) {
    const { kind, end } = pieceAt(text, at);
    if (kind === "quoted name") {
      const start = hasUnicodeMark(all, at) ? at - UNICODE_MARK.length : at;
      if (start < at) all.length -= 2;
      all.push({ start, end, text: text.slice(start, end) });
    } else if (!isBlank(kind)) all.push({ start: at, end, text: text.slice(at, end) });
    at = end;
  }
  return all;
}

/** U&"…" is one name. */
const UNICODE_MARK = "U&";

function hasUnicodeMark(before: readonly TextToken[], at: number): boolean {
  const [word, sign] = before.slice(-UNICODE_MARK.length);
  return word?.text.toUpperCase() === "U" && sign?.text === "&" && word.end === sign.start && sign.end === at;
}

/** The text from one token to another, both included. */
export function textOf({ text }: StatementTokens, tokens: readonly TextToken[]): string {
  return text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
}

/** The index of the last token of a possibly qualified name that begins at `first`. */
export function endOfName({ tokens: all }: StatementTokens, first: number): number {
  let last = first;
  while (all[last + 1]?.text === ".") last += 2;
  return last;
}

/** The tokens between commas that stand outside parentheses and brackets. */
export function splitAtCommas(all: readonly TextToken[]): TextToken[][] {
  const parts: TextToken[][] = [[]];
  let depth = 0;
  for (const token of all) {
    if (token.text === "(" || token.text === "[") depth++;
    if (token.text === ")" || token.text === "]") depth--;
    if (token.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
