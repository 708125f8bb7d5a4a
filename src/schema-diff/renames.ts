/** What was renamed, and whether a definition differs by nothing else. */
import { pieces } from "../sql/lexer.ts";

export interface Renames {
  /** Old and new names of whatever was renamed or moved. */
  readonly words: WordPairs;
  /** New names of schemas by their old ones; all of them that are there before and after. */
  readonly schemas: ReadonlyMap<string, string>;
}

export type WordPairs = ReadonlySet<string>;

export function wordPairs(pairs: Iterable<readonly [old: string, now: string]>): WordPairs {
  return new Set([...pairs].filter(([old, now]) => old !== now).map((pair) => JSON.stringify(pair)));
}

/** Whether two texts of the server are the same but for the names of what was renamed. */
export function followsRenames(before: string, after: string, { words }: Renames): boolean {
  if (before === after) return true;
  if (words.size === 0) return false;
  const [old, now] = [wordsOf(before), wordsOf(after)];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    const [was, is] = [old[i++], now[j++]];
    if (was === is) continue;
    if (!words.has(JSON.stringify([was, is]))) return false;
    // What a view selects keeps its name: `email` is `mail AS email` from then on.
    if (now[j] === "AS" && now[j + 1] === was) j += 2;
    else if (old[i] === "AS" && old[i + 1] === is) i += 2;
  }
  return i === old.length && j === now.length;
}

/** Names without their quotes, and all else as it stands; the name in 'orders_id_seq'::regclass is one, too. */
function wordsOf(sql: string): string[] {
  const words: string[] = [];
  for (const { kind, start, end } of pieces(sql)) {
    const text = sql.slice(start, end);
    if (kind === "space") continue;
    if (kind === "quoted name") words.push(text.slice(1, -1).replaceAll('""', '"'));
    else if (kind === "string" && sql.startsWith("::reg", end))
      words.push("'", ...wordsOf(text.slice(1, -1)), "'");
    else words.push(text);
  }
  return words;
}

/** A text of the server without the schema of what stands in `public`. */
export function withoutPublic(sql: string): string {
  let shown = "";
  let last = "";
  let isLeftOut = false;
  for (const { kind, start, end } of pieces(sql)) {
    const text = sql.slice(start, end);
    if (isLeftOut) {
      isLeftOut = false;
      last = text;
      continue;
    }
    isLeftOut = kind === "word" && text === "public" && sql[end] === "." && last !== ".";
    const isName = kind === "string" && sql.startsWith("::reg", end);
    if (!isLeftOut) shown += isName ? `'${withoutPublic(text.slice(1, -1))}'` : text;
    last = text;
  }
  return shown;
}
