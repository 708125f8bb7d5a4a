import { as, kindOf, type Node, type NodeKind } from "../../sql/nodes.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/statement.ts";

/** An object of the live database, and the SQL that makes it. */
export interface LiveObject {
  readonly kind:
    | "schema"
    | "extension"
    | "function"
    | "view"
    | "materialized view"
    | "index"
    | "trigger"
    | "policy";
  /** `schema.name`; of an extension, a schema, a trigger and a policy its name. */
  readonly name: string;
  /** The table of an index, trigger or policy. */
  readonly relation?: string;
  readonly sql: string;
}

/** By the words of a snapshot: what the SQL of an object may be. */
const COMMANDS: Readonly<Record<LiveObject["kind"], NodeKind>> = {
  schema: "CreateSchemaStmt",
  extension: "CreateExtensionStmt",
  function: "CreateFunctionStmt",
  view: "ViewStmt",
  "materialized view": "CreateTableAsStmt",
  index: "IndexStmt",
  trigger: "CreateTrigStmt",
  policy: "CreatePolicyStmt",
};

/** The one statement that makes it; null: the SQL is something else. */
export function definitionOf({ kind, sql }: LiveObject): Statement | null {
  const { statements, unread } = parseScript(sql);
  const [statement] = statements;
  if (statement === undefined || statements.length > 1 || unread.length > 0) return null;
  return kindOf(statement.node) === COMMANDS[kind] && !isOther(statement.node) ? statement : null;
}

/** A table, or what waits for other sessions. */
function isOther(node: Node): boolean {
  const table = as(node, "CreateTableAsStmt");
  if (table) return table.objtype !== "OBJECT_MATVIEW";
  return as(node, "IndexStmt")?.concurrent === true;
}

/** `schema.name`, also of a list that somebody wrote. */
export function qualified(name: string): string {
  return name.includes(".") ? name : `public.${name}`;
}
