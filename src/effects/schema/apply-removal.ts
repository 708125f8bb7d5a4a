/** Takes what a DROP removes out of the model. */

import { tableById } from "./find-relation.ts";
import { type SchemaModel, toChange } from "./model.ts";
import { removeRelation, updateTable } from "./put-relation.ts";
import type { FormerKey, Index, Table } from "./relation.ts";
import type { Removal } from "./removal.ts";
import { routineKey } from "./routine.ts";
import { removeType } from "./type-names.ts";

export function applyRemoval(model: SchemaModel, removal: Removal): void {
  for (const table of touchedTables(model, removal)) {
    const lost = (parts: readonly { readonly table: number; readonly name: string }[], name: string) =>
      parts.some((part) => part.table === table.id && part.name === name);
    const at = (parts: readonly { readonly table: number; readonly column: number }[], number: number) =>
      parts.some((part) => part.table === table.id && part.column === number);
    updateTable(model, table.id, {
      formerKeys: [...table.formerKeys, ...keysLost(model, removal, table)],
      columns: table.columns
        .filter((column) => !at(removal.columns, column.number))
        .map((column) =>
          at(removal.defaults, column.number) ? { ...column, default: "none" as const } : column,
        ),
      constraints: table.constraints.filter(
        (constraint) =>
          !removal.constraints.some(
            (it) => it.table.id === table.id && it.constraint.name === constraint.name,
          ),
      ),
      triggers: table.triggers.filter((it) => !lost(removal.triggers, it.name)),
      policies: table.policies.filter((it) => !lost(removal.policies, it.name)),
      rules: table.rules.filter((it) => !lost(removal.rules, it.name)),
    });
  }
  for (const id of removal.relations) {
    const relation = model.relations.get(id);
    if (!relation) continue;
    if (relation.kind === "index" && relation.constraint === null) rememberUnique(model, relation);
    removeRelation(model, relation);
  }
  for (const id of removal.types) {
    const type = model.types.get(id);
    if (type) removeType(model, type);
  }
  for (const schema of removal.schemas) toChange(model, "schemas").delete(schema);
  if (removal.routines.size === 0) return;
  for (const [name, overloads] of model.routines) {
    const left = overloads.filter((routine) => !removal.routines.has(routineKey(routine)));
    if (left.length === 0) toChange(model, "routines").delete(name);
    else if (left.length < overloads.length) toChange(model, "routines").set(name, left);
  }
}

function keysLost(model: SchemaModel, removal: Removal, table: Table): FormerKey[] {
  return removal.constraints.flatMap(({ table: owner, constraint }): FormerKey[] => {
    if (owner.id !== table.id || !constraint.valid) return [];
    const { columns, references } = constraint;
    const change = model.change;
    if (constraint.kind === "foreign key") {
      return [{ change, kind: "foreign key", columns, references: references?.table ?? null }];
    }
    const unique = constraint.kind === "primary key" || constraint.kind === "unique";
    return unique ? [{ change, kind: "unique", columns, references: null }] : [];
  });
}

function rememberUnique(model: SchemaModel, index: Index): void {
  const table = tableById(model, index.table);
  const columns = index.keys.flatMap((key) => ("column" in key ? key.column : []));
  if (!table || !index.unique || index.predicate !== null || columns.length < index.keys.length) return;
  const former: FormerKey = { change: model.change, kind: "unique", columns, references: null };
  updateTable(model, table.id, { formerKeys: [...table.formerKeys, former] });
}

function touchedTables(model: SchemaModel, removal: Removal): Table[] {
  const ids = new Set([
    ...[
      ...removal.columns,
      ...removal.defaults,
      ...removal.triggers,
      ...removal.policies,
      ...removal.rules,
    ].map((it) => it.table),
    ...removal.constraints.map((it) => it.table.id),
  ]);
  return [...ids].flatMap((id) => (removal.relations.has(id) ? [] : (tableById(model, id) ?? [])));
}
