/** SQL that makes an object, as it may stand in a public file: NULL of the same type for each constant. */
import type { Token } from "../sql/parse.ts";
import { tokens } from "../sql/parse.ts";
import { positionsOf } from "../sql/position.ts";
import { constantAt, isConstant } from "./constant-tokens.ts";
import { constantsIn } from "./constants.ts";
import { oneStatement } from "./one-statement.ts";
import { type Part, write } from "./write.ts";

/**
 * A statement in which each constant is a NULL of its type: what it is made of stays, what it means does not. PostgreSQL
 * writes constants of other types as strings with a cast. Names that are written as strings ('orders'::regclass) stay.
 *
 * @param leaveOut the indexes of the tokens that are left out.
 * @returns null where it does not parse or a constant would stay in it.
 */
export function cleanDefinition(
  source: string,
  leaveOut: (words: readonly Token[]) => readonly number[] = () => [],
): string | null {
  const statement = oneStatement(source);
  if (statement === null) return null;
  const { text, node, origin } = statement;
  const words = tokens(text);
  const changes = new Map<number, Part[]>();
  for (const place of constantsIn(node).values) {
    const first = at(words, text, place - origin);
    const index = constantAt(words, first);
    const word = words[index ?? -1];
    if (index === null || word === undefined || !isConstant(word) || isName(words, index)) continue;
    if (words[first]?.text === "-" && index === first + 1) changes.set(first, []);
    changes.set(index, [words[index + 1]?.text === "::" ? "NULL" : nullOf(word)]);
  }
  for (const index of leaveOut(words)) changes.set(index, []);
  const sql = write(text, words, changes);
  return isClean(sql) ? sql : null;
}

function at(words: readonly Token[], text: string, byte: number): number {
  const start = byte < 0 ? -1 : positionsOf(text).fromBytes(byte);
  return words.findIndex((word) => word.start === start);
}

function nullOf({ kind }: Token): string {
  return kind === "ICONST" ? "(NULL::integer)" : kind === "FCONST" ? "(NULL::numeric)" : "NULL";
}

/** `'public.orders'::regclass`: what is cast there has to exist. */
function isName(words: readonly Token[], index: number): boolean {
  return words[index + 1]?.text === "::" && /^reg[a-z]+$/.test(words[index + 2]?.text ?? "");
}

function isClean(sql: string): boolean {
  const statement = oneStatement(sql);
  if (statement === null) return false;
  const words = tokens(sql);
  const { fromBytes } = positionsOf(sql);
  const places = new Set(constantsIn(statement.node).values.map(fromBytes));
  return words.every(
    (word, index) =>
      !isConstant(word) || (word.kind === "ICONST" ? !places.has(word.start) : isName(words, index)),
  );
}

/** The indexes from the first token that fits to the one that closes the parenthesis behind it. */
export function group(words: readonly Token[], begins: (word: Token, next: Token) => boolean): number[] {
  let depth = 0;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (depth === 0 && next !== undefined && begins(word, next)) return upTo(words, index);
    depth += word.text === "(" ? 1 : word.text === ")" ? -1 : 0;
  }
  return [];
}

function upTo(words: readonly Token[], from: number): number[] {
  const indexes: number[] = [];
  let depth = 0;
  for (let index = from; index < words.length; index++) {
    indexes.push(index);
    const { text } = words[index] ?? {};
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) break;
  }
  return indexes;
}
