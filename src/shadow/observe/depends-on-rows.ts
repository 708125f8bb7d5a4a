import type { Observation } from "../../effects/observation.ts";
import { as, type Node, walk } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";

const TABLES = new Set(["r", "p", "f", "m"]);
const WEAK = new Set(["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE"]);

/**
 * Whether what a statement does hangs on the rows of tables, which are empty in a rehearsal: says so in words, or null.
 * DO, CALL and functions are known by the locks that they took.
 */
export function dependsOnRows({ node, command }: Statement, observation: Observation | null): string | null {
  const read = tablesReadBy(node);
  if (read === null) {
    const locks = observation?.locks ?? [];
    const tables = locks.filter(({ kind, mode }) => TABLES.has(kind) && WEAK.has(mode));
    return words(command, [...new Set(tables.map(({ relation }) => relation))]);
  }
  return words(command, read);
}

function words(command: string, tables: readonly string[]): string | null {
  return tables.length === 0 ? null : `${command} depends on the rows of ${tables.join(", ")}`;
}

/** The tables whose rows a statement reads, as written, or null when its text does not show them. */
function tablesReadBy(node: Node): string[] | null {
  if (as(node, "DoStmt") || as(node, "CallStmt")) return null;
  const select = as(node, "SelectStmt");
  if (select) {
    const tables = rangesIn(node);
    return tables.length === 0 ? null : tables;
  }
  const insert = as(node, "InsertStmt");
  if (insert) return rangesIn([insert.selectStmt, insert.withClause]);
  const copy = as(node, "CopyStmt");
  if (copy) return copy.is_from ? [] : rangesIn([copy.relation && { RangeVar: copy.relation }, copy.query]);
  const statement =
    as(node, "UpdateStmt") ??
    as(node, "DeleteStmt") ??
    as(node, "MergeStmt") ??
    as(node, "CreateTableAsStmt");
  if (!statement) return [];
  const created = as(node, "CreateTableAsStmt");
  if (created) return rangesIn(created.query);
  const target = "relation" in statement ? statement.relation : undefined;
  return rangesIn([target && { RangeVar: target }, statement]);
}

function rangesIn(value: unknown): string[] {
  const tables = new Set<string>();
  const common = new Set<string>();
  walk(value, (node) => {
    const table = as(node, "RangeVar");
    if (table) tables.add(table.schemaname ? `${table.schemaname}.${table.relname}` : (table.relname ?? ""));
    const query = as(node, "CommonTableExpr");
    if (query?.ctename) common.add(query.ctename);
    return true;
  });
  return [...tables].filter((table) => !common.has(table)).sort();
}
