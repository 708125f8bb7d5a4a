/** What a statement that a tool sent is to the migration: its work, or the tool's own talk with the server. */
import { NEWEST } from "../postgres/majors.ts";
import { functionVolatility } from "../postgres/volatility.ts";
import { as, kindOf, type Node, type NodeKind, nameParts, type RangeVar, walk } from "../sql/nodes.ts";

export type StatementClass =
  /** BEGIN, COMMIT, SAVEPOINT … */
  | "transaction control"
  /** SET, DISCARD … */
  | "session"
  /** Advisory locks. */
  | "advisory lock"
  /** Reads catalogs or settings, or nothing at all. */
  | "introspection"
  /** Reads a table of the user's: what the migration does may depend on rows. */
  | "read"
  /** What the migration is for. */
  | "work";

const SESSION: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "VariableSetStmt",
  "DiscardStmt",
  "DeallocateStmt",
  "ListenStmt",
  "UnlistenStmt",
]);

export function classOf(node: Node): StatementClass {
  const kind = kindOf(node);
  if (kind === "TransactionStmt") return "transaction control";
  if (SESSION.has(kind)) return "session";
  if (kind === "VariableShowStmt") return "introspection";
  return kind === "SelectStmt" ? classOfQuery(node) : "work";
}

function classOfQuery(node: Node): StatementClass {
  let changes = false;
  const functions: string[] = [];
  walk(node, (inner) => {
    if (CHANGES.has(kindOf(inner)) || as(inner, "SelectStmt")?.intoClause) changes = true;
    const call = as(inner, "FuncCall");
    if (call)
      functions.push(
        nameParts(call.funcname)
          .filter((part) => part !== "pg_catalog")
          .join("."),
      );
    return true;
  });
  if (changes) return "work";
  if (functions.some((name) => /^pg_(try_)?advisory_/.test(name))) return "advisory lock";
  if (functions.some((name) => DOES_MORE.has(name) || functionVolatility(name, NEWEST) === null))
    return "work";
  if (relationsIn(node).some((range) => !isCatalog(range))) return "read";
  return functions.includes("set_config") ? "session" : "introspection";
}

const CHANGES: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

/** Built-in functions that change more than their session. */
const DOES_MORE: ReadonlySet<string> = new Set([
  "setval",
  "nextval",
  "lo_create",
  "lo_creat",
  "lo_unlink",
  "lo_import",
  "lo_from_bytea",
  "lo_put",
  "pg_sleep",
  "pg_notify",
  "pg_terminate_backend",
  "pg_cancel_backend",
  "query_to_xml",
]);

/** Relations that a statement names, without the names that its WITH makes. */
export function relationsIn(node: Node): RangeVar[] {
  const ctes = new Set<string>();
  const ranges: RangeVar[] = [];
  collect(node, ctes, ranges);
  return ranges.filter(({ schemaname, relname = "" }) => schemaname !== undefined || !ctes.has(relname));
}

/** A RangeVar stands as a node of its own in lists, and bare where the grammar has room for one. */
function collect(value: unknown, ctes: Set<string>, ranges: RangeVar[]): void {
  if (typeof value !== "object" || value === null) return;
  if ("ctename" in value) ctes.add(String(value.ctename));
  if ("relname" in value) ranges.push(value as RangeVar);
  for (const part of Object.values(value)) collect(part, ctes, ranges);
}

function isCatalog({ schemaname, relname = "" }: RangeVar): boolean {
  if (schemaname === undefined) return relname.startsWith("pg_");
  return schemaname === "pg_catalog" || schemaname === "information_schema";
}
