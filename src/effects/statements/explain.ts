/** EXPLAIN and DECLARE CURSOR: a query that is planned and not run, or run when it is fetched. */
import { as, type Node } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import type { Command } from "./command.ts";
import { isFalse } from "./vacuum.ts";

export const explain: Command<"ExplainStmt"> = {
  tell(account, { query, options }) {
    if (!query) return;
    const runs = (options ?? []).some((node) => {
      const option = as(node, "DefElem");
      return option?.defname === "analyze" && !isFalse(option);
    });
    account.act(runs ? "EXPLAIN ANALYZE" : "EXPLAIN", []);
    if (runs) account.tell(query);
    else locksOf(account, query);
  },
};

/** What the statement locks, and nothing else of it. */
function locksOf(account: Account, node: Node): void {
  const { effects, open } = account.derive(node, account.model, account.context);
  account.include(effects.filter(({ kind }) => kind === "lock"));
  for (const { reason, shownBy } of open) account.unread(reason, shownBy);
}

export const declareCursor: Command<"DeclareCursorStmt"> = {
  /** Rows are read, and functions called, when they are fetched. */
  tell(account, { query }) {
    account.act("DECLARE CURSOR", []);
    if (!query) return;
    const { effects, open } = account.derive(query, account.model, account.context);
    account.include(effects.filter(({ kind }) => kind === "lock"));
    const later = effects.filter(({ kind }) => kind !== "lock" && kind !== "scan");
    account.include(
      later.map((effect) => ({ ...effect, evidence: "assumed" })),
      true,
    );
    for (const { reason } of open) account.unread(reason, "nothing");
  },
};
