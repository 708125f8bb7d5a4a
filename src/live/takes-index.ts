/** Whether a statement may take an index away, or make a column one that its indexes do not serve: told from its text alone. */
import { allOf, as, type Node, objectParts } from "../sql/nodes.ts";
import { type Touches, touchesOf } from "./touches.ts";

export interface IndexTaking {
  /** Bare names of the tables that it may take from. */
  readonly tables: ReadonlySet<string>;
  /** Bare names of the indexes that it names. */
  readonly indexes: ReadonlySet<string>;
}

export type TakesIndex = "any" | IndexTaking | null;

export function takesIndex(node: Node): TakesIndex {
  const alter = as(node, "AlterTableStmt");
  if (alter) {
    const takes = allOf(alter.cmds, "AlterTableCmd").some(({ subtype = "" }) => TAKING.has(subtype));
    return takes ? fromTables(touchesOf(node)) : null;
  }
  const drop = as(node, "DropStmt");
  if (drop?.removeType === "OBJECT_INDEX" && drop.behavior !== "DROP_CASCADE") {
    const names = (drop.objects ?? []).flatMap((object) => objectParts(object).at(-1) ?? []);
    return { tables: new Set(), indexes: new Set(names) };
  }
  // Another table may take the name of one.
  const swaps = drop !== undefined || as(node, "RenameStmt") || as(node, "AlterObjectSchemaStmt");
  return swaps || isOpaque(node) ? fromTables(touchesOf(node)) : null;
}

function fromTables(touches: Touches): TakesIndex {
  if (touches === "everything") return "any";
  return touches.names.size === 0 ? null : { tables: touches.names, indexes: new Set() };
}

/** It runs code that its text does not show whole. */
function isOpaque(node: Node): boolean {
  return as(node, "DoStmt") !== undefined || touchesOf(node) === "everything";
}

const TAKING: ReadonlySet<string> = new Set([
  "AT_DropColumn",
  "AT_DropConstraint",
  "AT_AlterColumnType",
  "AT_SetExpression",
  "AT_DropExpression",
  "AT_DetachPartition",
  "AT_DropInherit",
]);
