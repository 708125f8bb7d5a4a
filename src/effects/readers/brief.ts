import { formFacts, formNamed, MAJORS } from "../../postgres/catalogue.ts";
import type { Account } from "../account.ts";

/**
 * A statement about an object that is no relation, by the name of its form: as its witnesses have shown, it locks no
 * table. A form without witnesses, one whose witnesses lock a relation or all fail, is unanalyzed.
 */
export function brief(account: Account, name: string): void {
  const form = formNamed(name);
  const ran = form && MAJORS.some((major) => formFacts(form, major).fails === undefined);
  const locks = form && MAJORS.some((major) => Object.keys(formFacts(form, major).locks).length > 0);
  if (ran && !locks) account.act(form, []);
  else account.unread(`${name} was not measured`);
}
