/** What goes along when a type or a schema is dropped. */

import { cascadeToColumn, cascadeToRelation } from "./cascade.ts";
import { cascadeToRoutine } from "./cascade-routine.ts";
import { tables } from "./find-relation.ts";
import type { SchemaModel } from "./model.ts";
import { isTable, qualifiedName } from "./relation.ts";
import type { Removal } from "./removal.ts";
import type { TypeId } from "./type.ts";

/** An enum, domain, composite … with the columns, domains and functions that use it. */
export function cascadeToType(model: SchemaModel, removal: Removal, id: TypeId): void {
  if (removal.types.has(id)) return;
  removal.types.add(id);
  const type = model.types.get(id);
  for (const table of tables(model)) {
    if (removal.relations.has(table.id)) continue;
    for (const column of table.columns) {
      if (column.type?.id !== id) continue;
      removal.blockers.push({ object: `column ${column.name} of table`, name: qualifiedName(table) });
      cascadeToColumn(model, removal, table, column.number);
    }
    if (table.ofType === id) {
      removal.blockers.push({ object: "table", name: qualifiedName(table) });
      cascadeToRelation(model, removal, table.id);
    }
  }
  for (const other of model.types.values()) {
    if (other.kind !== "domain" || other.base.id !== id || removal.types.has(other.id)) continue;
    removal.blockers.push({ object: "type", name: other.name });
    cascadeToType(model, removal, other.id);
  }
  if (!type) return;
  for (const overloads of model.routines.values()) {
    for (const routine of overloads) {
      if (
        !routine.arguments.split(", ").some((it) => it.replace(/\[\]$/, "").split(".").at(-1) === type.name)
      )
        continue;
      removal.blockers.push({ object: "function", name: `${routine.name}(${routine.arguments})` });
      cascadeToRoutine(model, removal, routine);
    }
  }
}

/** Everything in a schema. */
export function cascadeToSchema(model: SchemaModel, removal: Removal, schema: string): void {
  removal.schemas.add(schema);
  for (const relation of model.relations.values()) {
    if (relation.schema !== schema || removal.relations.has(relation.id)) continue;
    if (isTable(relation)) removal.blockers.push({ object: relation.kind, name: qualifiedName(relation) });
    cascadeToRelation(model, removal, relation.id);
  }
  for (const type of model.types.values()) {
    if (type.schema !== schema || removal.types.has(type.id)) continue;
    removal.blockers.push({ object: "type", name: `${schema}.${type.name}` });
    cascadeToType(model, removal, type.id);
  }
  for (const overloads of model.routines.values()) {
    for (const routine of overloads) {
      if (routine.schema !== schema) continue;
      removal.blockers.push({ object: "function", name: `${schema}.${routine.name}(${routine.arguments})` });
      cascadeToRoutine(model, removal, routine);
    }
  }
}
