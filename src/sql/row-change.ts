import { allOf, as, type Node, type RangeVar, type ResTarget } from "./nodes.ts";
import type { Statement } from "./statement.ts";
import { type StatementTokens, splitAtCommas, type TextToken, textOf, tokensOf } from "./statement-tokens.ts";

/** An UPDATE or DELETE of one table in its parts, each as it is written: for doing the same a few rows at a time. */
export interface RowChange {
  readonly command: "UPDATE" | "DELETE";
  readonly relation: RangeVar;
  /** `ONLY orders AS o` */
  readonly target: string;
  /** Of UPDATE: `total = 0`, one a column; empty of DELETE. */
  readonly assignments: readonly Assignment[];
  /** The condition; null: there is none. */
  readonly where: string | null;
  readonly whereNode: Node | null;
}

export interface Assignment {
  /** Unquoted. */
  readonly column: string;
  readonly value: string;
  readonly valueNode: Node;
}

/** Null for another statement, one that reads other tables or returns rows, and for an assignment of another kind. */
export function rowChange(statement: Statement): RowChange | null {
  const update = as(statement.node, "UpdateStmt");
  const tree = update ?? as(statement.node, "DeleteStmt");
  const more = update?.fromClause ?? as(statement.node, "DeleteStmt")?.usingClause;
  if (!tree?.relation || more || tree.withClause) return null;
  const scanned = tokensOf(statement);
  const parts = clausesOf(scanned);
  if (parts.has("RETURNING")) return null;
  const target = parts.get(update ? "UPDATE" : "FROM");
  const assignments = update ? assignmentsOf(allOf(update.targetList, "ResTarget"), parts.get("SET")) : [];
  if (target === undefined || assignments === null) return null;
  const textAt = (tokens: readonly TextToken[] | undefined) =>
    tokens?.length ? textOf(scanned, tokens) : null;
  return {
    command: update ? "UPDATE" : "DELETE",
    relation: tree.relation,
    target: textOf(scanned, target),
    assignments: assignments.map(({ tokens, ...rest }) => ({ ...rest, value: textOf(scanned, tokens) })),
    where: textAt(parts.get("WHERE")),
    whereNode: tree.whereClause ?? null,
  };
}

const CLAUSES: ReadonlySet<string> = new Set([
  "UPDATE",
  "DELETE",
  "SET",
  "FROM",
  "USING",
  "WHERE",
  "RETURNING",
]);

/** The tokens of each clause, by the keyword that begins it outside parentheses. */
function clausesOf({ tokens }: StatementTokens): Map<string, TextToken[]> {
  const parts = new Map<string, TextToken[]>();
  let depth = 0;
  let own: TextToken[] = [];
  tokens.forEach((token, at) => {
    const word = token.text.toUpperCase();
    // a IS DISTINCT FROM b
    const begins = depth === 0 && CLAUSES.has(word) && tokens[at - 1]?.text.toUpperCase() !== "DISTINCT";
    if (begins && !parts.has(word)) {
      own = [];
      parts.set(word, own);
    } else own.push(token);
    if (token.text === "(" || token.text === "[") depth++;
    if (token.text === ")" || token.text === "]") depth--;
  });
  return parts;
}

function assignmentsOf(
  targets: readonly ResTarget[],
  tokens: readonly TextToken[] = [],
): (Omit<Assignment, "value"> & { readonly tokens: readonly TextToken[] })[] | null {
  const written = splitAtCommas(tokens);
  if (written.length !== targets.length) return null;
  const read = targets.map(({ name, indirection, val }, at) => {
    const own = written[at] ?? [];
    const equals = own.findIndex(({ text }) => text === "=");
    const isPlain =
      !indirection && val !== undefined && !as(val, "MultiAssignRef") && !as(val, "SetToDefault");
    if (name === undefined || !isPlain || equals !== 1) return null;
    return { column: name, valueNode: val, tokens: own.slice(equals + 1) };
  });
  const plain = read.flatMap((one) => one ?? []);
  return plain.length === read.length ? plain : null;
}
