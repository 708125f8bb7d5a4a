/** What uses a function: triggers, defaults, checks, generated columns, indexes, policies, views. */

import type { Routine } from "./callable.ts";
import { closeColumn, closeConstraint, closeView } from "./cascade.ts";
import { functionNamesIn } from "./expression.ts";
import { tables } from "./find-relation.ts";
import type { Gone } from "./gone.ts";
import { indexesOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName, type Table } from "./relation.ts";
import { routineKey } from "./routine.ts";

/** Uses are told by name alone; with several overloads it is not known which of them is meant, and none goes along. */
export function closeRoutine(model: SchemaModel, gone: Gone, routine: Routine): void {
  const key = routineKey(routine);
  if (gone.routines.has(key)) return;
  gone.routines.add(key);
  const overloads = model.routines.get(`${routine.schema}.${routine.name}`) ?? [];
  if (overloads.length > 1) return;
  for (const table of tables(model))
    if (!gone.relations.has(table.id)) closeUses(model, gone, table, (name) => name === routine.name);
}

/** `is`: whether the name of a function, without its schema, is that of a dropped one. */
export function closeUses(model: SchemaModel, gone: Gone, table: Table, is: (name: string) => boolean): void {
  const name = qualifiedName(table);
  for (const trigger of table.triggers) {
    if (!is(trigger.function)) continue;
    gone.blockers.push({ object: `trigger ${trigger.name} on table`, name });
    gone.triggers.push({ table: table.id, name: trigger.name });
  }
  for (const policy of table.policies) {
    if (!policy.functions.some(is)) continue;
    gone.blockers.push({ object: `policy ${policy.name} on table`, name });
    gone.policies.push({ table: table.id, name: policy.name });
  }
  for (const column of table.columns) {
    if (column.generated?.expression.functions.some(is)) {
      gone.blockers.push({ object: `column ${column.name} on table`, name });
      closeColumn(model, gone, table, column.number);
    } else if (typeof column.default === "object" && functionNamesIn(column.default).some(is)) {
      gone.blockers.push({ object: `default value for column ${column.name} on table`, name });
      gone.defaults.push({ table: table.id, column: column.number });
    }
  }
  for (const constraint of table.constraints) {
    if (!constraint.expression?.functions.some(is)) continue;
    gone.blockers.push({ object: `constraint ${constraint.name} on table`, name });
    closeConstraint(model, gone, table, constraint);
  }
  for (const index of indexesOf(model, table.id)) {
    const expressions = [
      ...index.keys.flatMap((it) => ("expression" in it ? it.expression : [])),
      index.predicate,
    ];
    if (!expressions.some((it) => it?.functions.some(is))) continue;
    gone.blockers.push({ object: "index", name: qualifiedName(index) });
    gone.relations.add(index.id);
  }
  if (table.functions.some((it) => is(it.split(".").at(-1) ?? ""))) closeView(model, gone, table);
}
