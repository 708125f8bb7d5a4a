/** Whether what has a relation's old name now still does what the previous release asks of it. */

import { isRequired } from "./schema/column-requirement.ts";
import { relationAt, tableById } from "./schema/find-relation.ts";
import { columnAt, columnOf, descendantsOf } from "./schema/lookup.ts";
import type { SchemaModel } from "./schema/model.ts";
import {
  type Column,
  isTable,
  qualifiedName,
  type Relation,
  type RelationId,
  type Table,
} from "./schema/relation.ts";
import type { ColumnType } from "./schema/type.ts";
import { isEmptyAndNew } from "./statements/table-definition.ts";
import { isWidening } from "./type-widening.ts";

/** `other types`: all works, but these columns are of another type. `unknown`: the old columns are not known. */
export type Replacement = "serves" | "fails" | "unknown" | { readonly otherTypes: readonly string[] };

/** `before`: the relation as the change found it. */
export function replacementOf(model: SchemaModel, before: Relation): Replacement {
  const now = relationAt(model, qualifiedName(before));
  if (!now) return "fails";
  // The columns of the same relation are judged one by one.
  if (now.id === before.id) return "serves";
  // Another sequence starts again, another index is no name that code knows.
  if (!isTable(before) || !isTable(now))
    return now.kind === before.kind && before.kind === "index" ? "serves" : "fails";
  if (!hasRowsOf(model, now, before) || !takesWritesOf(model, now, before)) return "fails";
  const wanted = keptColumns(model, before);
  if (now.known && wanted.some(({ name }) => lacksValues(model, now, name))) return "fails";
  if (!before.known && !readsWhole(now, before)) return "unknown";
  const otherTypes = wanted.filter(({ name, type }) =>
    isOtherType(model, type, columnOf(now, name)?.type ?? null),
  );
  return otherTypes.length === 0 ? "serves" : { otherTypes: otherTypes.map(({ name }) => name) };
}

/** The old columns without those that the change took from the relation itself: each of those is reported by itself. */
function keptColumns(model: SchemaModel, before: Table): readonly Column[] {
  const moved = tableById(model, before.id);
  return moved ? before.columns.filter(({ number }) => columnAt(moved, number)) : before.columns;
}

/** No such column; or a view shows one of that name that the change has made and not filled. */
function lacksValues(model: SchemaModel, now: Table, name: string): boolean {
  const found = columnOf(now, name);
  if (!found) return true;
  const target = tableById(model, now.updates?.relation);
  const source = target && columnAt(target, now.updates?.columns.get(found.number) ?? 0);
  return source?.born === model.change && target?.born !== model.change && source.written !== model.change;
}

function readsWhole(view: Table, before: Table): boolean {
  return view.dependsOn.some(({ relation, columns }) => relation === before.id && columns === "all");
}

/** Running code finds its rows: a view reads them, a parent has them in a child, the change copied them. */
function hasRowsOf(model: SchemaModel, now: Table, before: Table): boolean {
  if (now.kind === "view" || now.kind === "materialized view") {
    return now.dependsOn.length === 0 || now.dependsOn.some(({ relation }) => hasRows(model, relation));
  }
  const isStored = before.kind !== "view" && before.kind !== "materialized view";
  return now.filled || (isStored && descendantsOf(model, now.id).some(({ id }) => id === before.id));
}

function hasRows(model: SchemaModel, id: RelationId): boolean {
  const table = tableById(model, id);
  if (table?.kind !== "view") return !isEmptyAndNew(model, id);
  return table.dependsOn.some(({ relation }) => hasRows(model, relation));
}

/** A table can be written; a view was only if triggers of its own saw to it: that one could, too, nobody tells. */
function takesWritesOf(model: SchemaModel, now: Table, before: Table): boolean {
  if (now.kind !== "view" && now.kind !== "materialized view") return true;
  if (before.kind === "materialized view") return true;
  if (before.kind === "view") return before.triggers.length === 0 || isWritable(model, now, before);
  return now.kind === "view" && isWritable(model, now, before);
}

const WRITES = ["INSERT", "UPDATE", "DELETE"] as const;

function isWritable(model: SchemaModel, view: Table, before: Table): boolean {
  // What rules and triggers do with the rows is theirs.
  if (view.rules.length > 0) return true;
  const covered = (event: (typeof WRITES)[number]) =>
    view.triggers.some(({ enabled, events }) => enabled && events.includes(event));
  if (WRITES.every(covered)) return true;
  const target = tableById(model, view.updates?.relation);
  if (!view.updates || !target) return false;
  const { columns } = view.updates;
  const written = keptColumns(model, before).filter(({ generated }) => !generated);
  const isPlain = written.every(({ name }) => {
    const own = columnOf(view, name);
    return !own || columns.has(own.number);
  });
  const given = new Set(columns.values());
  const isOwn = target.columns.every((it) => given.has(it.number) || isRequired(model, target, it) !== true);
  return (isPlain || covered("UPDATE")) && (isOwn || covered("INSERT"));
}

/** Where both are known: a view's column over an expression has a type that the statements do not say. */
export function isOtherType(model: SchemaModel, before: ColumnType | null, now: ColumnType | null): boolean {
  if (before === null || now === null) return false;
  const key = ({ id, name, array, modifiers }: ColumnType) => JSON.stringify([id ?? name, array, modifiers]);
  return key(before) !== key(now) && !isWidening(model, before, now);
}

/** Whether running code finds a column of the relation and its values under their old name. */
export function servesColumn(model: SchemaModel, before: Table | undefined, table: string, name: string) {
  const now = relationAt(model, before ? qualifiedName(before) : table);
  const found = isTable(now) ? columnOf(now, name) : undefined;
  if (!isTable(now) || !found) return false;
  const own = columnOf(before, name);
  if (now.id !== before?.id || found.number === own?.number) return true;
  // Another column of the same name has the values only where the change wrote them.
  return found.written === model.change;
}
