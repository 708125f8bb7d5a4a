import { as } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";

/** Whether a statement begins or ends a transaction; false for savepoints and all else. */
export function isControl({ node }: Statement): "begin" | "end" | false {
  switch (as(node, "TransactionStmt")?.kind) {
    case "TRANS_STMT_BEGIN":
    case "TRANS_STMT_START":
      return "begin";
    case "TRANS_STMT_COMMIT":
    case "TRANS_STMT_ROLLBACK":
    case "TRANS_STMT_PREPARE":
      return "end";
    default:
      return false;
  }
}

/** SET and its kin do nothing to a relation, and SET TRANSACTION fails behind a query: nothing is asked before them. */
export function steers({ node }: Statement): boolean {
  return as(node, "VariableSetStmt") !== undefined || as(node, "ConstraintsSetStmt") !== undefined;
}

/** Statements that PostgreSQL refuses outside a transaction: to try them in one would hide that. */
export function needsBlock({ node }: Statement): boolean {
  return (
    as(node, "LockStmt") !== undefined ||
    as(node, "DeclareCursorStmt") !== undefined ||
    as(node, "TransactionStmt") !== undefined
  );
}
