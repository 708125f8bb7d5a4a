/** Which statements are sent with others, where each is committed by itself. */
import { allOf, as, type NodeOf } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";
import { callsOthers } from "./hidden-work.ts";

/**
 * What changes a schema and takes no time on the empty tables of a shadow: all of a message have one statement's time limit. Not
 * what makes functions or schemas, at which a quick look does not look.
 */
const QUICK_CHANGES = [
  "AlterEnumStmt",
  "AlterOwnerStmt",
  "AlterPolicyStmt",
  "AlterSeqStmt",
  "CommentStmt",
  "CompositeTypeStmt",
  "CreateEnumStmt",
  "CreatePolicyStmt",
  "CreateSeqStmt",
  "CreateStmt",
  "CreateTrigStmt",
  "GrantStmt",
  "RenameStmt",
  "ViewStmt",
] as const;

/** Not known of others, nor of what calls functions that are not PostgreSQL's. */
export function isToldWhenCommitted({ node }: Statement): boolean {
  if (callsOthers(node)) return false;
  const index = as(node, "IndexStmt");
  if (index) return !index.concurrent;
  const alter = as(node, "AlterTableStmt");
  if (alter) return !validatesKeys(alter);
  const drop = as(node, "DropStmt");
  if (drop) return !drop.concurrent && !NOT_LOOKED_AT.has(drop.removeType ?? "");
  return QUICK_CHANGES.some((kind) => as(node, kind) !== undefined);
}

const NOT_LOOKED_AT: ReadonlySet<string> = new Set(["OBJECT_SCHEMA", "OBJECT_EXTENSION"]);

const VALIDATES: ReadonlySet<string> = new Set([
  "AT_AlterColumnType",
  "AT_AttachPartition",
  "AT_SetExpression",
  "AT_ValidateConstraint",
]);

/** Of a foreign key that is validated the message tells the name alone: the rest is asked for in the transaction. */
function validatesKeys({ cmds }: NodeOf<"AlterTableStmt">): boolean {
  return allOf(cmds, "AlterTableCmd").some(({ subtype, def }) => {
    const constraints = [...(def ? [def] : []), ...(as(def, "ColumnDef")?.constraints ?? [])];
    return VALIDATES.has(subtype ?? "") || allOf(constraints, "Constraint").some(isValidatedKey);
  });
}

function isValidatedKey({ contype, skip_validation }: NodeOf<"Constraint">): boolean {
  return contype === "CONSTR_FOREIGN" && !skip_validation;
}
