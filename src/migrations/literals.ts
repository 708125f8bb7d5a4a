/**
 * The value of a key in a config, where it is a plain string: `out: "./drizzle"`, `"out": "./drizzle"`. Null where it is
 * computed or absent: no config of a repository is executed.
 */
export function literalIn(text: string, key: string): string | null {
  const bare = text.replace(/\/\*[\s\S]*?\*\/|(^|[\s,;{(])\/\/[^\n]*/g, "$1");
  const found = new RegExp(`(?:^|[\\s,{(])["']?${key}["']?\\s*:\\s*(["'\`])([^"'\`$\\n]*)\\1`).exec(bare);
  return found?.[2] ?? null;
}
