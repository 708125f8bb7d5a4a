/** What uses a function: triggers, defaults, checks, generated columns, indexes, policies, views. */

import type { Routine } from "./callable.ts";
import { cascadeToColumn, cascadeToConstraint, cascadeToView } from "./cascade.ts";
import { functionNamesIn } from "./expression.ts";
import { tables } from "./find-relation.ts";
import { indexesOf } from "./lookup.ts";
import type { SchemaModel } from "./model.ts";
import { qualifiedName, type Table } from "./relation.ts";
import type { Removal } from "./removal.ts";
import { routineKey } from "./routine.ts";

/** Uses are found by name alone; with several overloads it is not known which of them is meant, and none is dropped. */
export function cascadeToRoutine(model: SchemaModel, removal: Removal, routine: Routine): void {
  const key = routineKey(routine);
  if (removal.routines.has(key)) return;
  removal.routines.add(key);
  const overloads = model.routines.get(`${routine.schema}.${routine.name}`) ?? [];
  if (overloads.length > 1) return;
  for (const table of tables(model))
    if (!removal.relations.has(table.id))
      cascadeToUses(model, removal, table, (name) => name === routine.name);
}

/** `is`: whether the name of a function, without its schema, is that of a dropped one. */
export function cascadeToUses(
  model: SchemaModel,
  removal: Removal,
  table: Table,
  is: (name: string) => boolean,
): void {
  const name = qualifiedName(table);
  for (const trigger of table.triggers) {
    if (!is(trigger.function)) continue;
    removal.blockers.push({ object: `trigger ${trigger.name} on table`, name });
    removal.triggers.push({ table: table.id, name: trigger.name });
  }
  for (const policy of table.policies) {
    if (!policy.functions.some(is)) continue;
    removal.blockers.push({ object: `policy ${policy.name} on table`, name });
    removal.policies.push({ table: table.id, name: policy.name });
  }
  for (const column of table.columns) {
    if (column.generated?.expression.functions.some(is)) {
      removal.blockers.push({ object: `column ${column.name} on table`, name });
      cascadeToColumn(model, removal, table, column.number);
    } else if (typeof column.default === "object" && functionNamesIn(column.default).some(is)) {
      removal.blockers.push({ object: `default value for column ${column.name} on table`, name });
      removal.defaults.push({ table: table.id, column: column.number });
    }
  }
  for (const constraint of table.constraints) {
    if (!constraint.expression?.functions.some(is)) continue;
    removal.blockers.push({ object: `constraint ${constraint.name} on table`, name });
    cascadeToConstraint(model, removal, table, constraint);
  }
  for (const index of indexesOf(model, table.id)) {
    const expressions = [
      ...index.keys.flatMap((it) => ("expression" in it ? it.expression : [])),
      index.predicate,
    ];
    if (!expressions.some((it) => it?.functions.some(is))) continue;
    removal.blockers.push({ object: "index", name: qualifiedName(index) });
    removal.relations.add(index.id);
  }
  if (table.functions.some((it) => is(it.split(".").at(-1) ?? ""))) cascadeToView(model, removal, table);
}
