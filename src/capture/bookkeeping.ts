/** What a tool keeps for itself in the database: its history, its locks and what stands beside them. */
import { isOwnSchema, isSchemaOfTool, tablesBeside } from "../migrations/tools/own-tables.ts";
import { as, type Node } from "../sql/nodes.ts";
import { parseScript } from "../sql/parse.ts";
import { relationsIn } from "./classify.ts";
import type { Exchange } from "./exchange.ts";
import { nameOf } from "./history.ts";

/** Whether an exchange is the tool's own talk with its history and what belongs to it. */
export function isOwnTable({ text }: Exchange, historyTable: string | null): boolean {
  return parseScript(text).statements.every(({ node }) => isBookkeeping(node, historyTable));
}

export function isBookkeeping(node: Node, historyTable: string | null): boolean {
  if (historyTable === null) return false;
  const ownSchema = ownSchemaOf(historyTable);
  const made = as(node, "CreateSchemaStmt")?.schemaname ?? schemaOfComment(node);
  if (ownSchema !== null && made === ownSchema) return true;
  const ranges = relationsIn(node);
  return ranges.length > 0 && ranges.every((range) => isOfTool(nameOf(range), historyTable));
}

/** The schema that a COMMENT is on, or in which its object is said to be. */
function schemaOfComment(node: Node): string | undefined {
  const { objtype, object } = as(node, "CommentStmt") ?? {};
  if (objtype === "OBJECT_SCHEMA") return as(object, "String")?.sval;
  const names = as(object, "List")?.items ?? [];
  const isQualified = names.length > (objtype === "OBJECT_COLUMN" ? 2 : 1);
  return isQualified ? as(names[0], "String")?.sval : undefined;
}

/** Whether a relation is the history table, one whose name begins with its name (a lock), or in a schema that is the tool's own. */
export function isOfTool(name: string, historyTable: string): boolean {
  const [table = ""] = historyTable.split(".").reverse();
  const [relation = "", schema] = name.split(".").reverse();
  if (relation.startsWith(table) || tablesBeside(table).includes(relation)) return true;
  return schema !== undefined && schema === ownSchemaOf(historyTable);
}

function ownSchemaOf(historyTable: string): string | null {
  const [, schema] = historyTable.split(".").reverse();
  return schema !== undefined && isOwnSchema(schema) ? schema : null;
}

/**
 * The schema of a tool's own that a statement makes the search path of its connection, else null. Sqitch does so on the connection
 * on which it keeps its registry; the scripts run on others.
 */
export function registryIn(node: Node): string | null {
  const set = as(node, "VariableSetStmt");
  const [only, ...others] = set?.name === "search_path" ? (set.args ?? []) : [];
  const name = as(only, "A_Const")?.sval?.sval ?? null;
  return name !== null && others.length === 0 && isSchemaOfTool(name) ? name : null;
}
