/** The names of relations that a statement uses or gives. */

import type { Form } from "../../postgres/catalogue.ts";
import type { RangeVar } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { refuse } from "../refusals.ts";
import { existsAlready } from "../schema/define.ts";
import { creationName, relationAt } from "../schema/find-relation.ts";
import { isTable, qualifiedName } from "../schema/relation.ts";
import { type Subject, subjectOf } from "../subject.ts";

/** A relation's name without its schema, known or not. */
export function bareName(subject: Subject): string {
  return subject.relation?.name ?? subject.name.slice(subject.name.indexOf(".") + 1);
}

/** A relation that is surely not there makes the statement fail, unless IF EXISTS stands before it. */
export function failsOnAbsent(account: Account, subject: Subject): boolean {
  if (!subject.surelyAbsent) return false;
  refuse(account, subject, 'relation "%s" does not exist', subject.name.replace(/^public\./, ""));
  return true;
}

/** Another relation has the name: nothing happens with IF NOT EXISTS, else the statement fails. */
export function failsOnTaken(
  account: Account,
  name: RangeVar,
  ifNotExists: boolean,
  existing: Form = "CREATE TABLE IF NOT EXISTS existing",
): boolean {
  if (existsAlready(account.model, name) !== true) return false;
  if (ifNotExists) {
    account.act(existing, []);
    return true;
  }
  const found = relationAt(account.model, qualifiedName(creationName(account.model, name)));
  if (!found || (isTable(found) && !found.known)) return false;
  refuse(account, subjectOf(account.model, found), 'relation "%s" already exists', name.relname ?? "");
  return true;
}
