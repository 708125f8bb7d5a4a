/**
 * The value of a key in a config, where it is a plain string: `out: "./drizzle"`, `"out": "./drizzle"`. Null where it is
 * computed or absent: no config of a repository is executed.
 */
export function literalIn(text: string, key: string): string | null {
  const bare = withoutComments(text);
  const found = new RegExp(`(?:^|[\\s,{(])["']?${key}["']?\\s*:\\s*(["'\`])([^"'\`$\\n]*)\\1`).exec(bare);
  return found?.[2] ?? null;
}

/** As {@link literalIn}, of a key whose value may also be a list of plain strings. */
export function literalsIn(text: string, key: string): string[] | null {
  const one = literalIn(text, key);
  if (one !== null) return [one];
  const string = `(?:"[^"\\n]*"|'[^'\\n]*')`;
  const list = `\\[((?:\\s*${string}\\s*,)*\\s*${string}?\\s*)\\]`;
  const found = new RegExp(`(?:^|[\\s,{(])["']?${key}["']?\\s*:\\s*${list}`).exec(withoutComments(text));
  if (found === null) return null;
  return [...(found[1] ?? "").matchAll(new RegExp(string, "g"))].map(([quoted]) => quoted.slice(1, -1));
}

// Strings first: "./src/db/*.ts" begins no comment. What is not closed runs to its line's end, or to the text's.
const STRING_OR_COMMENT =
  /("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;

function withoutComments(text: string): string {
  return text.replace(STRING_OR_COMMENT, (_, string: string | undefined) => string ?? " ");
}

/** A text as an expression that matches nothing else. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
