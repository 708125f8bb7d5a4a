import { columnNamesIn } from "../effects/schema/expression.ts";
import { joinColumnNames, makeObjectName } from "../effects/schema/names.ts";
import type { Clause } from "../sql/alter-table.ts";
import { nameParts } from "../sql/nodes.ts";
import { quoted } from "../sql/quote.ts";

/** ADD CONSTRAINT with the name that PostgreSQL would give it, where none is written: to speak of it later. */
export function namedConstraint(
  table: string,
  { name, text, constraint }: Clause,
): { readonly name: string; readonly text: string } {
  if (name !== null) return { name, text };
  const isKey = constraint?.contype === "CONSTR_FOREIGN";
  const columns = isKey ? nameParts(constraint.fk_attrs) : [...columnNamesIn(constraint?.raw_expr)];
  // A CHECK is called for its column where it has one only.
  const middle = isKey ? joinColumnNames(columns) : columns.length === 1 ? (columns[0] ?? null) : null;
  const made = makeObjectName(table, middle, isKey ? "fkey" : "check");
  return { name: made, text: text.replace(/^add\b/i, (add) => `${add} CONSTRAINT ${quoted(made)}`) };
}

/** `name_label`, the name cut so that PostgreSQL keeps all of it (63 bytes). */
export function makeName(name: string, label: string): string {
  return makeObjectName(name, null, label);
}
