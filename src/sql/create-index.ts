import { as, type IndexStmt } from "./nodes.ts";
import { tokens } from "./parse.ts";
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
}

export function createIndex({ node, text }: Statement): CreateIndex | null {
  const index = as(node, "IndexStmt");
  const words = index ? tokens(text) : [];
  const word = words.find((token) => token.text.toUpperCase() === "INDEX");
  if (!index || !word) return null;
  const insert = (words: string): string => `${text.slice(0, word.end)} ${words}${text.slice(word.end)}`;
  const existence = words.findIndex(({ text: part }) => part.toUpperCase() === "IF");
  const [from, to] = index.if_not_exists ? [words[existence], words[existence + 3]] : [];
  return {
    node: index,
    always: from && to ? text.slice(0, from.start) + text.slice(to.start) : text,
    concurrently: index.concurrent ? text : insert("CONCURRENTLY"),
    ifNotExists: index.if_not_exists ? text : index.idxname === undefined ? null : insert("IF NOT EXISTS"),
  };
}
