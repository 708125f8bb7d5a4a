import type { Account } from "../account.ts";
import type { Subject } from "../subject.ts";

/** A relation that is surely not there makes the statement fail, unless IF EXISTS stands before it. */
export function failsOnAbsent(account: Account, subject: Subject): boolean {
  if (!subject.surelyAbsent) return false;
  const reason = `relation "${subject.name.replace(/^public\./, "")}" does not exist`;
  account.fails({ when: "always", relation: subject.name, reason, sqlstate: "42P01", isNew: false });
  return true;
}
