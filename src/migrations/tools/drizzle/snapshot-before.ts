/** The snapshot before a change, from the one behind it. */
import type { SchemaChange } from "../further.ts";
import type { Json, SnapshotForm } from "./snapshot-form.ts";
import { LIST } from "./snapshot-list.ts";
import { TABLES } from "./snapshot-tables.ts";

/**
 * @param changes what is done between the two, in its order
 * @param earlier what the same plan does before that
 * @param start the snapshot before all of the plan; null: it is not there
 * @returns a copy, or why it cannot be told, as the end of a sentence
 */
export function snapshotBefore(
  snapshot: Json,
  changes: readonly SchemaChange[],
  earlier: readonly SchemaChange[],
  start: Json | null,
): Json | string {
  const before = structuredClone(snapshot);
  for (const [at, change] of [...changes.entries()].reverse()) {
    const reason = undo(before, change, [...earlier, ...changes.slice(0, at)], start);
    if (reason !== null) return reason;
  }
  return before;
}

function undo(
  snapshot: Json,
  change: SchemaChange,
  earlier: readonly SchemaChange[],
  start: Json | null,
): string | null {
  const { part, name } = change;
  const form = formOf(snapshot);
  if (form === null) return "its snapshot is of a form that is not known here";
  const [found] = form.find(snapshot, change);
  if (part === "not null") {
    if (found !== undefined) found.part.notNull = change.change === "removed";
    return null;
  }
  if (part === "type" || part === "default") {
    if (found === undefined) return null;
    const known = start === null ? undefined : formOf(start)?.find(start, change)[0];
    if (known === undefined) return `what ${name} was before is in no snapshot`;
    for (const field of part === "type" ? form.typeFields : ["default"]) copy(field, known.part, found.part);
    return null;
  }
  const isMade = (made: SchemaChange, kind = part) =>
    made.change === "added" && made.part === kind && made.name === name;
  if (change.change === "added") {
    if (found === undefined && part === "constraint" && form.hasNamelessKey(snapshot, change))
      return `its snapshot does not name the primary key ${name}`;
    form.remove(snapshot, change);
    if (found === undefined || part !== "constraint" || !earlier.some((one) => isMade(one, "index")))
      return null;
    if (!UNIQUE.includes(found.collection)) return `what the index ${name} was before is in no snapshot`;
    form.put(snapshot, form.indexOf(change, found.part));
    return null;
  }
  const made = earlier.findLast((one) => isMade(one));
  if (made !== undefined) {
    if (made.condition === null) return `what ${name} was for a while is in no snapshot`;
    form.put(snapshot, form.check({ ...change, table: made.table }, made.condition));
    return null;
  }
  if (start === null) return `what ${name} was before is in no snapshot`;
  for (const known of formOf(start)?.find(start, change) ?? []) form.put(snapshot, structuredClone(known));
  return null;
}

const UNIQUE: readonly string[] = ["uniqueConstraints", "uniques"];

function copy(field: string, from: Json, to: Json): void {
  if (field in from) to[field] = from[field];
  else delete to[field];
}

/** Null: no snapshot of a form that is known. */
function formOf(snapshot: Json): SnapshotForm | null {
  if (Array.isArray(snapshot.ddl)) return LIST;
  return typeof snapshot.tables === "object" && snapshot.tables !== null ? TABLES : null;
}
