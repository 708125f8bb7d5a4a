/** MERGE: reads both sides, and changes the target as its actions say. */
import { as, type CmdType, isOnly, type MergeStmt } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { readQuery } from "../schema/query.ts";
import { family, holdsRows, namedTable } from "../subject.ts";
import { failsOnAbsent } from "./absent.ts";
import { calls } from "./called.ts";
import { fireTriggers } from "./fired.ts";
import { deletedWith, referencedBy } from "./row-partners.ts";
import { sources } from "./sources.ts";

export function merge(account: Account, statement: MergeStmt): void {
  if (!statement.relation) return;
  const { model } = account;
  const subject = namedTable(model, statement.relation);
  if (failsOnAbsent(account, subject)) return;
  if (subject.relation?.kind === "view") {
    account.unread(`MERGE into the view ${subject.name} was not measured`);
    return;
  }
  const reading = readQuery(model, { MergeStmt: statement });
  calls(account, { MergeStmt: statement });
  const scan = { why: "reads every row for those that match", inRewrite: false };
  account.act("MERGE", [
    ...family(model, subject, isOnly(statement.relation)).map(
      ({ subject, role }): Work => ({ subject, role, ...(holdsRows(subject) ? { scan } : {}) }),
    ),
    ...sources(account, reading, true).map((work): Work => ({ ...work, role: "source" })),
  ]);
  const actions = new Set(
    (statement.mergeWhenClauses ?? []).flatMap((node) => as(node, "MergeWhenClause")?.commandType ?? []),
  );
  for (const action of actions) {
    const event = EVENTS[action];
    if (event) fireTriggers(account, subject, event);
  }
  if (actions.has("CMD_INSERT") || actions.has("CMD_UPDATE")) {
    account.act(
      "INSERT",
      referencedBy(account, subject, () => true),
    );
  }
  if (actions.has("CMD_DELETE")) account.act("DELETE", deletedWith(account, subject, "all"));
  account.changes({ relation: subject.name, command: "MERGE", rows: "all", isNew: subject.isNew });
}

const EVENTS: { readonly [T in CmdType]?: "INSERT" | "UPDATE" | "DELETE" } = {
  CMD_INSERT: "INSERT",
  CMD_UPDATE: "UPDATE",
  CMD_DELETE: "DELETE",
};
