import { type Token, tokens } from "./parse.ts";
import { positionsOf } from "./position.ts";
import type { Statement } from "./statement.ts";

/** A statement, in which the places of its parse tree are found. */
export interface StatementTokens {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The index of the token at a node's `location`, in `tokens` or a part of them; -1: none stands there. */
  tokenAt(location: number | undefined, part?: readonly Token[]): number;
}

export function tokensOf({ text, origin }: Statement): StatementTokens {
  const { fromBytes } = positionsOf(text);
  const all = tokens(text);
  return {
    text,
    tokens: all,
    tokenAt: (location = 0, part = all) => {
      const index = fromBytes(location - origin);
      return part.findIndex(({ start }) => start === index);
    },
  };
}

/** The text from one token to another, both included. */
export function textOf({ text }: StatementTokens, [first, ...rest]: readonly Token[]): string {
  return text.slice(first?.start ?? 0, (rest.at(-1) ?? first)?.end ?? 0);
}

/** The index of the last token of a possibly qualified name that begins at `first`. */
export function endOfName({ tokens: all }: StatementTokens, first: number): number {
  let last = first;
  while (all[last + 1]?.text === ".") last += 2;
  return last;
}

/** The tokens between commas that stand outside parentheses and brackets. */
export function splitAtCommas(all: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of all) {
    if (token.text === "(" || token.text === "[") depth++;
    if (token.text === ")" || token.text === "]") depth--;
    if (token.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
