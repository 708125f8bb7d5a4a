/** Texts of queries as they may stand in a public file: no constant, no comment, one command that works on rows. */
import { as, type Node, type NodeKind } from "../sql/nodes.ts";
import { type Token, tokens } from "../sql/parse.ts";
import { positionsOf } from "../sql/position.ts";
import { isOfCatalogs } from "./catalog-query.ts";
import { isConstant } from "./constant-tokens.ts";
import { constantsIn } from "./constants.ts";
import { oneStatement } from "./one-statement.ts";
import { parametersFor } from "./parameters.ts";
import { write } from "./write.ts";

export type CleanedQuery =
  | {
      readonly kind: "query";
      readonly sql: string;
      /** It reads system catalogs alone, as tools and monitoring do: no migration changes what they read. */
      readonly ofCatalogs: boolean;
    }
  /** A command of another kind: it is no query. */
  | { readonly kind: "other" }
  /** It does not parse, or a constant would be left in it. */
  | { readonly kind: "unclean" };

/** In UTF-16 units: a longer one is not worth its place in a snapshot. */
const LONGEST = 16_384;

/**
 * The query that a text is, with a parameter for each constant and without comments: of PREPARE and DECLARE CURSOR the one
 * inside. Parameters are numbered in the order in which they stand.
 */
export function cleanQuery(source: string): CleanedQuery {
  const statement = oneStatement(source);
  if (statement === null) return { kind: beginsAsQuery(source) ? "unclean" : "other" };
  const { node } = statement;
  const words = tokens(statement.text);
  if (as(node, "PrepareStmt")) return cleanQuery(behind(statement.text, words, "as"));
  if (as(node, "DeclareCursorStmt")) return cleanQuery(behind(statement.text, words, "for"));
  if (!worksOnRows(node)) return { kind: "other" };
  const sql = write(statement.text, words, parametersFor(statement, words));
  if (sql.length > LONGEST || !isClean(sql)) return { kind: "unclean" };
  return { kind: "query", sql, ofCatalogs: isOfCatalogs(node) };
}

/** Of a text that does not parse: `SET a = $1` is no query. A text that has no tokens may be one. */
function beginsAsQuery(source: string): boolean {
  const [first] = tokens(source);
  return first === undefined || BEGINNINGS.test(first.text);
}

const BEGINNINGS = /^(?:select|insert|update|delete|merge|with|values|table|prepare|declare|\()$/i;

const COMMANDS: ReadonlySet<NodeKind> = new Set([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

function worksOnRows(node: Node): boolean {
  // SELECT … INTO makes a table.
  return (
    Object.keys(node).some((kind) => COMMANDS.has(kind as NodeKind)) && !as(node, "SelectStmt")?.intoClause
  );
}

/** What follows a word outside of parentheses. */
function behind(text: string, words: readonly Token[], word: string): string {
  let depth = 0;
  for (const token of words) {
    depth += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
    if (depth === 0 && token.keyword !== null && token.text.toLowerCase() === word)
      return text.slice(token.end);
  }
  return "";
}

/** Whether no constant is left: nothing but places in a select list and type modifiers, which are numbers. */
function isClean(sql: string): boolean {
  const { node } = oneStatement(sql) ?? {};
  if (node === undefined || !worksOnRows(node)) return false;
  const words = tokens(sql);
  const { fromBytes } = positionsOf(sql);
  const places = new Set(constantsIn(node).values.map(fromBytes));
  // Of EXTRACT(year FROM …) a word is the constant.
  return words.every((word) => !isConstant(word) || (word.kind === "ICONST" && !places.has(word.start)));
}
