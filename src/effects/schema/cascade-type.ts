/** What goes along when a type or a schema is dropped. */

import { closeColumn, closeRelation } from "./cascade.ts";
import { closeRoutine } from "./cascade-routine.ts";
import { tables } from "./find-relation.ts";
import type { Gone } from "./gone.ts";
import type { SchemaModel } from "./model.ts";
import { isTable, qualifiedName } from "./relation.ts";
import type { TypeId } from "./type.ts";

/** An enum, domain, composite … with the columns, domains and functions that use it. */
export function closeType(model: SchemaModel, gone: Gone, id: TypeId): void {
  if (gone.types.has(id)) return;
  gone.types.add(id);
  const type = model.types.get(id);
  for (const table of tables(model)) {
    if (gone.relations.has(table.id)) continue;
    for (const column of table.columns) {
      if (column.type?.id !== id) continue;
      gone.blockers.push({ object: `column ${column.name} of table`, name: qualifiedName(table) });
      closeColumn(model, gone, table, column.number);
    }
    if (table.ofType === id) {
      gone.blockers.push({ object: "table", name: qualifiedName(table) });
      closeRelation(model, gone, table.id);
    }
  }
  for (const other of model.types.values()) {
    if (other.kind !== "domain" || other.base.id !== id || gone.types.has(other.id)) continue;
    gone.blockers.push({ object: "type", name: other.name });
    closeType(model, gone, other.id);
  }
  if (!type) return;
  for (const overloads of model.routines.values()) {
    for (const routine of overloads) {
      if (
        !routine.arguments.split(", ").some((it) => it.replace(/\[\]$/, "").split(".").at(-1) === type.name)
      )
        continue;
      gone.blockers.push({ object: "function", name: `${routine.name}(${routine.arguments})` });
      closeRoutine(model, gone, routine);
    }
  }
}

/** Everything in a schema. */
export function closeSchema(model: SchemaModel, gone: Gone, schema: string): void {
  gone.schemas.add(schema);
  for (const relation of model.relations.values()) {
    if (relation.schema !== schema || gone.relations.has(relation.id)) continue;
    if (isTable(relation)) gone.blockers.push({ object: relation.kind, name: qualifiedName(relation) });
    closeRelation(model, gone, relation.id);
  }
  for (const type of model.types.values()) {
    if (type.schema !== schema || gone.types.has(type.id)) continue;
    gone.blockers.push({ object: "type", name: `${schema}.${type.name}` });
    closeType(model, gone, type.id);
  }
  for (const overloads of model.routines.values()) {
    for (const routine of overloads) {
      if (routine.schema !== schema) continue;
      gone.blockers.push({ object: "function", name: `${schema}.${routine.name}(${routine.arguments})` });
      closeRoutine(model, gone, routine);
    }
  }
}
