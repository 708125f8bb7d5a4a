import type { Token } from "../sql/parse.ts";

/** Whether a token is a number or a string of any spelling; libpg-query names B'…', X'…' and U&'…' not. */
export function isConstant({ kind, text }: Token): boolean {
  return kind === "ICONST" || kind === "FCONST" || kind === "SCONST" || /^(?:[bx]|u&)'/i.test(text);
}

/** The token of a constant that stands, perhaps behind a minus, at an index; null where a word of the grammar is the constant. */
export function constantAt(words: readonly Token[], index: number): number | null {
  for (let at = index; at >= 0 && at < words.length; at++) {
    const word = words[at];
    if (word === undefined) return null;
    if (isConstant(word) || word.kind === "PARAM" || /^(?:true|false)$/i.test(word.text)) return at;
    if (word.text !== "-" && word.text !== "(") return null;
  }
  return null;
}
