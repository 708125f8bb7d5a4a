/** The names of relations that a statement uses or gives. */

import type { Form } from "../../postgres/catalogue.ts";
import type { RangeVar } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
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
export function failsOnAbsent(deriver: Deriver, subject: Subject): boolean {
  if (!subject.surelyAbsent) return false;
  refuse(deriver, subject, 'relation "%s" does not exist', subject.name.replace(/^public\./, ""));
  return true;
}

/** Another relation has the name: nothing happens with IF NOT EXISTS, else the statement fails. */
export function failsOnTaken(
  deriver: Deriver,
  name: RangeVar,
  ifNotExists: boolean,
  existing: Form = "CREATE TABLE IF NOT EXISTS existing",
): boolean {
  if (existsAlready(deriver.model, name) !== true) return false;
  if (ifNotExists) {
    deriver.act(existing, []);
    return true;
  }
  const found = relationAt(deriver.model, qualifiedName(creationName(deriver.model, name)));
  if (!found || (isTable(found) && !found.known)) return false;
  refuse(deriver, subjectOf(deriver.model, found), 'relation "%s" already exists', name.relname ?? "");
  return true;
}
