import { as, type IndexStmt } from "./nodes.ts";
import { type Token, tokens } from "./parse.ts";
import type { Statement } from "./statement.ts";

/** A CREATE INDEX, with the other ways to write it. */
export interface CreateIndex {
  readonly node: IndexStmt;
  /** The same with CONCURRENTLY. */
  readonly concurrently: string;
  /** The same with IF NOT EXISTS; null for an index without a name, for which PostgreSQL refuses it. */
  readonly ifNotExists: string | null;
  /** The same without IF NOT EXISTS. */
  readonly always: string;
  /** The same on another table, under another name, both as they are written. */
  on(relation: string, name: string, how: "concurrently" | "only the parent"): string;
}

export function createIndex({ node, text }: Statement): CreateIndex | null {
  const index = as(node, "IndexStmt");
  const words = index ? tokens(text).filter(({ kind }) => !kind.endsWith("_COMMENT")) : [];
  const word = words.find((token) => token.text.toUpperCase() === "INDEX");
  if (!index || !word) return null;
  const insert = (words: string): string => `${text.slice(0, word.end)} ${words}${text.slice(word.end)}`;
  const existence = words.findIndex(({ text: part }) => part.toUpperCase() === "IF");
  const [from, to] = index.if_not_exists ? [words[existence], words[existence + 3]] : [];
  return {
    node: index,
    always: from && to ? text.slice(0, from.start) + text.slice(to.start) : text,
    concurrently: index.concurrent ? text : insert("CONCURRENTLY"),
    on(relation, name, how) {
      const [before, after] =
        how === "concurrently" ? [`CONCURRENTLY ${name}`, relation] : [name, `ONLY ${relation}`];
      return `${text.slice(0, word.end)} ${before} ON ${after}${text.slice(endOfRelation(words))}`;
    },
    ifNotExists: index.if_not_exists ? text : index.idxname === undefined ? null : insert("IF NOT EXISTS"),
  };
}

/** Where the table's name ends, behind ON [ ONLY ]; an index may be named "on", but only in quotes. */
function endOfRelation(words: readonly Token[]): number {
  let at = words.findIndex(({ text }) => text.toUpperCase() === "ON") + 1;
  if (words[at]?.text.toUpperCase() === "ONLY") at++;
  while (words[at + 1]?.text === ".") at += 2;
  if (words[at + 1]?.text === "*") at++;
  return words[at]?.end ?? 0;
}
