import { columnNamesIn } from "../effects/schema/expression.ts";
import { keyNamesOf } from "../effects/schema/index-definition.ts";
import { firstFree, joinColumnNames, makeObjectName } from "../effects/schema/names.ts";
import type { Clause } from "../sql/alter-table.ts";
import { type Constraint, type IndexStmt, nameParts } from "../sql/nodes.ts";
import { quoted } from "../sql/quote.ts";

/** ADD CONSTRAINT with the name that PostgreSQL would give it, where none is written: to speak of it later. */
export function namedConstraint(
  table: string,
  { name, text, constraint }: Pick<Clause, "name" | "text" | "constraint">,
  taken: readonly string[] = [],
): { readonly name: string; readonly text: string } {
  if (name !== null || constraint === null) return { name: name ?? "", text };
  const made = constraintName(table, constraint, taken);
  return { name: made, text: text.replace(/^add\b/i, (add) => `${add} CONSTRAINT ${quoted(made)}`) };
}

/** The name that PostgreSQL gives to a CHECK or a foreign key of a table without one. */
export function constraintName(
  table: string,
  { contype, fk_attrs, raw_expr }: Constraint,
  taken: readonly string[],
  /** The column that it stands behind. */
  column?: string,
): string {
  const isKey = contype === "CONSTR_FOREIGN";
  const columns =
    isKey && !column ? nameParts(fk_attrs) : isKey ? [column ?? ""] : [...columnNamesIn(raw_expr)];
  // A CHECK is called for its column where it has one only.
  const middle = isKey ? joinColumnNames(columns) : columns.length === 1 ? (columns[0] ?? null) : null;
  return firstFree(table, middle, isKey ? "fkey" : "check", (name) => taken.includes(name));
}

/** The name that PostgreSQL gives to the index of a key without one. */
export function keyName(
  table: string,
  kind: "unique" | "primary",
  /** Of the key and of INCLUDE. */
  columns: readonly string[],
  taken: readonly string[],
): string {
  const middle = kind === "primary" ? null : joinColumnNames(columns);
  return firstFree(table, middle, kind === "primary" ? "pkey" : "key", (name) => taken.includes(name));
}

/** `name_label`, the name cut so that PostgreSQL keeps all of it (63 bytes), with a number where it is in use. */
export function makeName(name: string, label: string, taken: readonly string[] = []): string {
  return taken.length === 0
    ? makeObjectName(name, null, label)
    : firstFree(name, null, label, (made) => taken.includes(made));
}

/** The name that PostgreSQL gives to an index without one. */
export function indexName(
  table: string,
  { idxname, indexParams, indexIncludingParams }: IndexStmt,
  taken: readonly string[],
): string {
  if (idxname !== undefined) return idxname;
  const columns = joinColumnNames(keyNamesOf([...(indexParams ?? []), ...(indexIncludingParams ?? [])]));
  return firstFree(table, columns, "idx", (name) => taken.includes(name));
}
