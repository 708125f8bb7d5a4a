/** GRANT and REVOKE on objects. */

import { objectWords } from "../../sql/command-tag.ts";
import { as, type GrantStmt } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { named } from "../subject.ts";
import { tellWithoutLocks } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

export function grant(account: Account, statement: GrantStmt): void {
  const verb = statement.is_grant ? "GRANT" : "REVOKE";
  const words = objectWords(statement.objtype);
  if (statement.targtype === "ACL_TARGET_ALL_IN_SCHEMA") {
    tellWithoutLocks(account, `${verb} ON ALL ${words}S`);
    return;
  }
  if (statement.objtype !== "OBJECT_TABLE" && statement.objtype !== "OBJECT_SEQUENCE") {
    tellWithoutLocks(account, `${verb} ON ${words}`);
    return;
  }
  for (const node of statement.objects ?? []) {
    const range = as(node, "RangeVar");
    if (!range) continue;
    const subject = named(account.model, range);
    if (failsOnAbsent(account, subject)) return;
    if (subject.relation?.kind === "sequence" || statement.objtype === "OBJECT_SEQUENCE")
      account.act(`${verb} ON SEQUENCE`, [{ subject, role: "sequence" }]);
    else account.act(`${verb} ON TABLE`, [{ subject, role: "target" }]);
  }
}
