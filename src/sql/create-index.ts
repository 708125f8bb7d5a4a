import { as, type IndexStmt } from "./nodes.ts";
import type { Statement } from "./statement.ts";
import { endOfName, tokensOf } from "./statement-tokens.ts";

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
  on(relation: string, name: string, how: "concurrently" | "if not exists" | "only the parent"): string;
}

export function createIndex(statement: Statement): CreateIndex | null {
  const { node, text } = statement;
  const index = as(node, "IndexStmt");
  if (!index) return null;
  const scanned = tokensOf(statement);
  const { tokens } = scanned;
  const word = tokens.find((token) => token.text.toUpperCase() === "INDEX");
  if (!word) return null;
  const insert = (words: string): string => `${text.slice(0, word.end)} ${words}${text.slice(word.end)}`;
  const existence = tokens.findIndex(({ text: part }) => part.toUpperCase() === "IF");
  const [from, to] = index.if_not_exists ? [tokens[existence], tokens[existence + 3]] : [];
  const last = endOfName(scanned, scanned.tokenAt(index.relation?.location));
  const end = tokens[tokens[last + 1]?.text === "*" ? last + 1 : last]?.end;
  return {
    node: index,
    always: from && to ? text.slice(0, from.start) + text.slice(to.start) : text,
    concurrently: index.concurrent ? text : insert("CONCURRENTLY"),
    on(relation, name, how) {
      const before = how === "only the parent" ? name : `${how.toUpperCase()} ${name}`;
      const after = how === "only the parent" ? `ONLY ${relation}` : relation;
      return `${text.slice(0, word.end)} ${before} ON ${after}${text.slice(end)}`;
    },
    ifNotExists: index.if_not_exists ? text : index.idxname === undefined ? null : insert("IF NOT EXISTS"),
  };
}
