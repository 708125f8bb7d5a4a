/** EXPLAIN and DECLARE CURSOR: a query that is planned and not run, or run when it is fetched. */
import { type Node, present } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { type Command, isOn } from "./command.ts";

export const explain: Command<"ExplainStmt"> = {
  tell(account, statement) {
    const { options } = statement;
    const query = present(statement.query);
    const runs = isOn(options, "analyze");
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
    const { effects, open } = account.derive(present(query), account.model, account.context);
    account.include(effects.filter(({ kind }) => kind === "lock"));
    const later = effects.filter(({ kind }) => kind !== "lock" && kind !== "scan");
    account.include(
      later.map((effect) => ({ ...effect, evidence: "assumed" })),
      true,
    );
    for (const { reason } of open) account.unread(reason, "nothing");
  },
};
