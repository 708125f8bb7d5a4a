import { columnConstraints } from "./column-constraints.ts";
import type { ColumnDef, Constraint, Node } from "./nodes.ts";
import { type StatementTokens, type TextToken, textOf } from "./statement-tokens.ts";

/** A column definition `name type [ constraint ... ]` in its parts, each as it is written. */
export interface ColumnParts {
  readonly name: string;
  /** With COLLATE, COMPRESSION and STORAGE. */
  readonly type: string;
  /** The expression of DEFAULT, or null. */
  readonly default: string | null;
  /** The same as parsed. */
  readonly defaultNode: Node | null;
  readonly notNull: boolean;
  /** As CONSTRAINT gives it to NOT NULL, unquoted; null: it has none. */
  readonly notNullName: string | null;
  /** The other constraints: `REFERENCES b (id) ON DELETE CASCADE`, `CONSTRAINT c CHECK (a > 0)`, `GENERATED ...`. */
  readonly others: readonly string[];
  /** The same as parsed. */
  readonly otherNodes: readonly Constraint[];
}

/** What has a field of its own in `ColumnParts`, or says nothing. */
const TAKEN = {
  CONSTR_DEFAULT: "default",
  CONSTR_NOTNULL: "not null",
  CONSTR_NULL: "nothing",
} as const;

/** The parts of the definition that ends with these tokens of a statement. */
export function columnParts(
  statement: StatementTokens,
  column: ColumnDef,
  clause: readonly TextToken[],
): ColumnParts {
  const tokenAt = (location: number | undefined) => statement.tokenAt(location, clause);
  const name = tokenAt(column.location);
  // COLLATE may also stand among the constraints.
  const collate = column.collClause ? [tokenAt(column.collClause.location)] : [];
  const constraints = columnConstraints(column).map((node) => ({
    node,
    says: node.is_no_inherit ? null : (TAKEN[node.contype as keyof typeof TAKEN] ?? null),
    start: tokenAt(node.location),
  }));
  const starts = [name + 1, ...collate, ...constraints.map(({ start }) => start), clause.length];
  const tokensFrom = (start: number) =>
    clause.slice(start, Math.min(...starts.filter((other) => other > start)));
  const given = constraints.find(({ says }) => says === "default");
  const required = constraints.find(({ says }) => says === "not null");
  const others = constraints.filter(({ says }) => says === null);
  return {
    name: clause[name]?.text ?? "",
    type: [name + 1, ...collate].map((start) => textOf(statement, tokensFrom(start))).join(" "),
    default: given ? textOf(statement, tokensFrom(given.start).slice(1)) : null,
    defaultNode: given?.node.raw_expr ?? null,
    notNull: required !== undefined,
    notNullName: required?.node.conname ?? null,
    others: others.map(({ start }) => textOf(statement, tokensFrom(start))),
    otherNodes: others.map(({ node }) => node),
  };
}
