import { as } from "./nodes.ts";
import type { Statement } from "./statement.ts";

/**
 * The transaction that each statement of a script runs in: an ordinal, or null for one that commits by itself.
 * `wrapping`: the runner adds none, puts BEGIN and COMMIT around the script (`block`), or sends it as one simple query,
 * which is an implicit transaction unless it holds one statement only. The runner's transaction has the ordinal 0.
 * BEGIN and COMMIT in the script are obeyed as PostgreSQL does in a multi-statement query: a BEGIN inside the runner's
 * transaction only warns, and what follows a COMMIT in a wrapped script is a new transaction.
 */
export function transactionsOf(
  statements: readonly Statement[],
  wrapping: "none" | "block" | "query",
): (number | null)[] {
  const wrapped = wrapping === "block" || (wrapping === "query" && statements.length > 1);
  let ordinal = 0;
  let open = wrapped;
  return statements.map((statement) => {
    const control = as(statement.node, "TransactionStmt");
    switch (control?.kind) {
      case "TRANS_STMT_BEGIN":
      case "TRANS_STMT_START":
        if (!open) ordinal++;
        open = true;
        return ordinal;
      case "TRANS_STMT_COMMIT":
      case "TRANS_STMT_ROLLBACK":
      case "TRANS_STMT_PREPARE": {
        const closed = open ? ordinal : null;
        if (wrapped || control.chain) ordinal++;
        else open = false;
        return closed;
      }
      default:
        return open ? ordinal : null;
    }
  });
}
