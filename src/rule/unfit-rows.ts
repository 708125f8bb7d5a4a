/** Queries that find the rows in the way of a constraint, a unique index or NOT NULL, with the user's own names. */
import { type AlterTable, alterTable, type Clause } from "../sql/alter-table.ts";
import { createIndex } from "../sql/create-index.ts";
import { as, type Constraint, nameParts, type RangeVar, rangeParts } from "../sql/nodes.ts";
import { tokens } from "../sql/parse.ts";
import { quoted } from "../sql/quote.ts";
import type { Statement } from "../sql/statement.ts";

/** One query for each thing that the statement asks of existing rows; none where no query of this kind finds them. */
export function unfitRows(statement: Statement): string[] {
  const index = createIndex(statement);
  if (index) {
    const { relation, unique, indexParams, nulls_not_distinct } = index.node;
    const columns = indexParams?.map((param) => as(param, "IndexElem")?.name ?? null) ?? [];
    if (!unique || !relation || index.node.whereClause) return [];
    return duplicates(named(relation), columns, nulls_not_distinct === true);
  }
  const table = alterTable(statement);
  return table ? table.clauses.flatMap((clause) => unfitFor(table, clause)) : [];
}

function unfitFor({ relation }: AlterTable, { type, name, constraint, text }: Clause): string[] {
  if (type === "AT_SetNotNull" && name !== null)
    return [`SELECT count(*) FROM ${relation} WHERE ${quoted(name)} IS NULL`];
  if (type !== "AT_AddConstraint" || constraint === null || constraint.skip_validation) return [];
  switch (constraint.contype) {
    case "CONSTR_CHECK":
      return violations(relation, text);
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
      return duplicates(relation, nameParts(constraint.keys), constraint.nulls_not_distinct === true);
    case "CONSTR_FOREIGN":
      return orphans(relation, constraint);
    default:
      return [];
  }
}

/** Equal keys. A key with a NULL in it is equal to none, unless the index says otherwise. */
function duplicates(relation: string, columns: readonly (string | null)[], nullsEqual: boolean): string[] {
  if (columns.length === 0 || columns.includes(null)) return [];
  const keys = columns.map((column) => quoted(column ?? ""));
  const known = nullsEqual ? "" : ` WHERE ${keys.map((key) => `${key} IS NOT NULL`).join(" AND ")}`;
  const list = keys.join(", ");
  return [`SELECT ${list}, count(*) FROM ${relation}${known} GROUP BY ${list} HAVING count(*) > 1`];
}

/** What the parentheses behind CHECK hold, as it is written. */
function violations(relation: string, clause: string): string[] {
  const words = tokens(clause);
  const open = words.findIndex(
    ({ text }, at) => text === "(" && words[at - 1]?.text.toUpperCase() === "CHECK",
  );
  let depth = 0;
  for (const { text, end } of open === -1 ? [] : words.slice(open)) {
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) {
      return [`SELECT count(*) FROM ${relation} WHERE NOT ${clause.slice(words[open]?.start, end)}`];
    }
  }
  return [];
}

/** Keys that the referenced table does not have. */
function orphans(relation: string, { pktable, fk_attrs, pk_attrs }: Constraint): string[] {
  const [from, to] = [nameParts(fk_attrs).map(quoted), nameParts(pk_attrs).map(quoted)];
  if (!pktable || from.length === 0 || from.length !== to.length) return [];
  const known = from.map((column) => `source.${column} IS NOT NULL`).join(" AND ");
  const same = from.map((column, at) => `target.${to[at]} = source.${column}`).join(" AND ");
  return [
    `SELECT count(*) FROM ${relation} AS source WHERE ${known} AND NOT EXISTS (SELECT FROM ${named(pktable)} AS target WHERE ${same})`,
  ];
}

function named(range: RangeVar): string {
  return rangeParts(range).map(quoted).join(".");
}
