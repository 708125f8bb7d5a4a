/** EXPLAIN and DECLARE CURSOR: a query that is planned and not run, or run when it is fetched. */
import { isOptionOn, type Node, present } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import type { Command } from "./command.ts";

export const explain: Command<"ExplainStmt"> = {
  tell(deriver, statement) {
    const { options } = statement;
    const query = present(statement.query);
    const runs = isOptionOn(options, "analyze");
    deriver.act(runs ? "EXPLAIN ANALYZE" : "EXPLAIN", []);
    if (runs) deriver.tell(query);
    else locksOf(deriver, query);
  },
};

/** What the statement locks, and nothing else of it. */
function locksOf(deriver: Deriver, node: Node): void {
  const { effects, gaps } = deriver.derive(node, deriver.model, deriver.context);
  deriver.include(effects.filter(({ kind }) => kind === "lock"));
  for (const { reason, shownBy } of gaps) deriver.unanalyzed(reason, shownBy);
}

export const declareCursor: Command<"DeclareCursorStmt"> = {
  /** Rows are read, and functions called, when they are fetched. */
  tell(deriver, { query }) {
    deriver.act("DECLARE CURSOR", []);
    const { effects, gaps } = deriver.derive(present(query), deriver.model, deriver.context);
    deriver.include(effects.filter(({ kind }) => kind === "lock"));
    const later = effects.filter(({ kind }) => kind !== "lock" && kind !== "scan");
    deriver.include(
      later.map((effect) => ({ ...effect, evidence: "assumed" })),
      true,
    );
    for (const { reason } of gaps) deriver.unanalyzed(reason, "nothing");
  },
};
