/** What statements do to the session that runs them. */
import { as } from "../../sql/nodes.ts";
import type { Statement } from "../../sql/statement.ts";

/** Whether a statement begins or ends a transaction; false for savepoints and all else. */
export function transactionControl({ node }: Statement): "begin" | "end" | false {
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

/** They do nothing to a relation, and SET TRANSACTION fails behind a query: nothing is asked before them. */
export function onlyConcernsSession(statement: Statement): boolean {
  const { node } = statement;
  return (
    as(node, "VariableSetStmt") !== undefined ||
    as(node, "ConstraintsSetStmt") !== undefined ||
    transactionControl(statement) !== false
  );
}

/** Statements that PostgreSQL refuses outside a transaction: to try them in one would hide that. */
export function needsBlock({ node }: Statement): boolean {
  return (
    as(node, "LockStmt") !== undefined ||
    as(node, "DeclareCursorStmt") !== undefined ||
    as(node, "TransactionStmt") !== undefined
  );
}

/** Statements that leave nothing behind in the session that ran them. */
const LEAVES_NO_TRACE: ReadonlySet<string> = new Set([
  "ALTER INDEX",
  "ALTER SEQUENCE",
  "ALTER TABLE",
  "ALTER TYPE",
  "COMMENT",
  "CREATE EXTENSION",
  "CREATE FUNCTION",
  "CREATE INDEX",
  "CREATE POLICY",
  "CREATE SCHEMA",
  "CREATE SEQUENCE",
  "CREATE TRIGGER",
  "CREATE TYPE",
  "CREATE VIEW",
  "DELETE",
  "DROP INDEX",
  "DROP TABLE",
  "DROP TYPE",
  "INSERT",
  "UPDATE",
]);

/** Whether statements may leave settings, roles, temporary tables or an open transaction behind in their session. */
export function leaveTraces(statements: readonly Statement[]): boolean {
  return statements.some(
    ({ command, text }) =>
      !LEAVES_NO_TRACE.has(command) &&
      !(command === "CREATE TABLE" && !/^create\s+(?:global\s+|local\s+)?temp/i.test(text)),
  );
}
