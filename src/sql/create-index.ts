import { as, type IndexStmt } from "./nodes.ts";
import type { Statement } from "./statement.ts";
import { endOfName, textOf, tokensOf } from "./statement-tokens.ts";

/** A CREATE INDEX, with the other ways to write it. */
export interface CreateIndex {
  readonly node: IndexStmt;
  /** The same with CONCURRENTLY. */
  readonly concurrently: string;
  /** The same without IF NOT EXISTS. */
  readonly always: string;
  /**
   * The same with IF NOT EXISTS and without CONCURRENTLY. PostgreSQL refuses it for an index without a name.
   *
   * @param name the name of one without, as it is written
   */
  ifNotExists(name: string): string;
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
  const existence = tokens.findIndex(({ text: part }) => part.toUpperCase() === "IF");
  const [from, to] = index.if_not_exists ? [tokens[existence], tokens[existence + 3]] : [];
  const first = scanned.tokenAt(index.relation?.location);
  const last = endOfName(scanned, first);
  const end = tokens[tokens[last + 1]?.text === "*" ? last + 1 : last]?.end;
  // CREATE [ UNIQUE ] INDEX [ CONCURRENTLY ] [ [ IF NOT EXISTS ] name ] ON [ ONLY ] table
  const on = tokens[first - 1]?.text.toUpperCase() === "ONLY" ? first - 2 : first - 1;
  const own = index.idxname === undefined ? null : textOf(scanned, tokens.slice(on - 1, on));
  const begin = text.slice(0, word.end);
  return {
    node: index,
    always: from && to ? text.slice(0, from.start) + text.slice(to.start) : text,
    concurrently: index.concurrent ? text : `${begin} CONCURRENTLY${text.slice(word.end)}`,
    ifNotExists: (name) => `${begin} IF NOT EXISTS ${own ?? name} ${text.slice(tokens[on]?.start)}`,
    on(relation, name, how) {
      const before = how === "only the parent" ? name : `${how.toUpperCase()} ${name}`;
      const after = how === "only the parent" ? `ONLY ${relation}` : relation;
      return `${begin} ${before} ON ${after}${text.slice(end)}`;
    },
  };
}
