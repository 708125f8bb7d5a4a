import { as, kindOf, type Node, rangeParts, walk } from "../sql/nodes.ts";

/** Whether a statement reads system catalogs alone. */
export function isOfCatalogs(node: Node): boolean {
  const ranges: string[][] = [];
  const named = new Set<string>();
  let changes = false;
  walk(node, (inner) => {
    changes ||= !as(inner, "SelectStmt") && kindOf(inner).endsWith("Stmt");
    named.add(as(inner, "CommonTableExpr")?.ctename ?? "");
    const range = as(inner, "RangeVar");
    if (range !== undefined) ranges.push(rangeParts(range));
    return undefined;
  });
  const tables = ranges.filter((parts) => parts.length > 1 || !named.has(parts[0] ?? ""));
  return !changes && tables.length > 0 && tables.every(isCatalog);
}

function isCatalog(parts: readonly string[]): boolean {
  const [schema, name = ""] = [parts.at(-2) ?? "pg_catalog", parts.at(-1)];
  if (/^pg_stat_statements/.test(name)) return true;
  return (
    schema === "information_schema" || (schema === "pg_catalog" && (parts.length > 1 || /^pg_/.test(name)))
  );
}
