/** What an expression mentions and proves, read from its parse tree. */
import { as, type Node, nameParts, stringOf, walk } from "../../sql/nodes.ts";
import type { Column, Expression } from "./relation.ts";

/** The last part of every column reference: `c` of `c`, `t.c` and `s.t.c`; `*` for a star. */
export function columnNamesIn(node: unknown): Set<string> {
  const names = new Set<string>();
  walk(node, (at) => {
    const fields = as(at, "ColumnRef")?.fields;
    if (fields) names.add(stringOf(fields.at(-1)) ?? "*");
    return true;
  });
  return names;
}

/** Names of the functions called, without their schema. */
export function functionNamesIn(node: unknown): string[] {
  const names = new Set<string>();
  walk(node, (at) => {
    const name = nameParts(as(at, "FuncCall")?.funcname).at(-1);
    if (name !== undefined) names.add(name);
    return true;
  });
  return [...names];
}

/** The column that the node is a plain reference to, if it is one. */
export function plainColumn(node: Node | undefined): string | null {
  const fields = as(node, "ColumnRef")?.fields;
  return fields ? (stringOf(fields.at(-1)) ?? null) : null;
}

/**
 * Columns that must be non-null where the expression is not false, as predicate_implied_by with weak implication
 * finds for `c IS NOT NULL`: itself, any arm of an AND, all arms of an OR. A strict operator (c > 0) proves nothing,
 * for a CHECK lets NULL pass.
 */
export function provenNotNull(node: Node | undefined): Set<string> {
  const test = as(node, "NullTest");
  if (test) {
    const column = test.nulltesttype === "IS_NOT_NULL" ? plainColumn(test.arg) : null;
    return new Set(column === null ? [] : [column]);
  }
  const bool = as(node, "BoolExpr");
  const args = bool?.args ?? [];
  switch (bool?.boolop) {
    case "AND_EXPR":
      return new Set(args.flatMap((arg) => [...provenNotNull(arg)]));
    case "OR_EXPR": {
      const [first = new Set<string>(), ...others] = args.map(provenNotNull);
      return new Set([...first].filter((column) => others.every((other) => other.has(column))));
    }
    case "NOT_EXPR": {
      const inner = as(args[0], "NullTest");
      const column = inner?.nulltesttype === "IS_NULL" ? plainColumn(inner.arg) : null;
      return new Set(column === null ? [] : [column]);
    }
    default:
      return new Set();
  }
}

/** An expression over the columns of one table. A whole-row reference counts as every column. */
export function readExpression(node: Node, columns: readonly Column[], table?: string): Expression {
  const names = columnNamesIn(node);
  const whole = names.has("*") || (table !== undefined && names.has(table) && !hasColumn(columns, table));
  const proven = provenNotNull(node);
  return {
    node,
    columns: columns.filter((column) => whole || names.has(column.name)).map((column) => column.number),
    functions: functionNamesIn(node),
    provesNotNull: columns.filter((column) => proven.has(column.name)).map((column) => column.number),
  };
}

function hasColumn(columns: readonly Column[], name: string): boolean {
  return columns.some((column) => column.name === name);
}
