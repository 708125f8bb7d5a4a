import type { Token } from "../sql/parse.ts";

/** Text, or the parameter of that key, which gets its number where it is first written. */
export type Part = string | { readonly parameter: string };

/** What is written for a token, by its index; nothing: the token is left out. */
export type Changes = ReadonlyMap<number, readonly Part[]>;

/** The tokens of a text with these changes, without comments, one space where there was white space. */
export function write(text: string, words: readonly Token[], changes: Changes): string {
  const numbers = new Map<string, number>();
  const written = (part: Part): string => {
    if (typeof part === "string") return part;
    const number = numbers.get(part.parameter) ?? numbers.size + 1;
    numbers.set(part.parameter, number);
    return `$${number}`;
  };
  let sql = "";
  let end = 0;
  for (const [index, word] of words.entries()) {
    const parts = changes.get(index) ?? [text.slice(word.start, word.end)];
    const piece = parts.map(written).join("");
    if (
      piece !== "" &&
      sql !== "" &&
      (word.start > end || (IN_WORD.test(sql.slice(-1)) && IN_WORD.test(piece[0] ?? "")))
    )
      sql += " ";
    sql += piece;
    end = word.end;
  }
  return sql;
}

/** Characters that would make one token of two. */
const IN_WORD = /[\w$"'\u0080-\uffff]/;
