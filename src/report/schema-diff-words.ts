/** What a change makes of the schema, in words that every format shares. */
import type { SchemaDiff, SchemaEntry, SchemaObject } from "../schema-diff/schema-diff.ts";
import { counted } from "./phrases.ts";

const KINDS: Readonly<Record<SchemaEntry["kind"], string>> = {
  added: "added",
  changed: "changed",
  removed: "removed",
};

const PLURALS: Partial<Record<SchemaObject, string>> = {
  index: "indexes",
  policy: "policies",
  grants: "grants",
  "storage parameters": "storage parameters",
  "operator class": "operator classes",
  "operator family": "operator families",
  "text search dictionary": "text search dictionaries",
};

/** Kinds of changes that are named; the rest is a number. */
const MOST = 6;

/** "2 tables added, 1 column changed, and 3 more changes". */
export function schemaDiffWords(diff: SchemaDiff): string {
  const counts = new Map<string, { readonly entry: SchemaEntry; count: number }>();
  for (const kind of ["added", "changed", "removed"] as const)
    for (const entry of diff) {
      if (entry.kind !== kind) continue;
      const key = `${kind} ${entry.object}`;
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { entry, count: 1 });
      else known.count += 1;
    }
  const groups = [...counts.values()];
  const named = groups.length > MOST ? groups.slice(0, MOST - 1) : groups;
  const rest = groups.slice(named.length).reduce((sum, { count }) => sum + count, 0);
  return [
    ...named.map(
      ({ entry: { object, kind }, count }) => `${counted(count, object, PLURALS[object])} ${KINDS[kind]}`,
    ),
    ...(rest > 0 ? [`and ${counted(rest, "more change")}`] : []),
  ].join(", ");
}

/** The targets of a diff in order, each with its entries; null where there is one. */
export function byTarget(diff: SchemaDiff): Map<string | null, SchemaEntry[]> {
  const targets = new Map<string | null, SchemaEntry[]>();
  for (const entry of diff) {
    const target = entry.target ?? null;
    targets.set(target, [...(targets.get(target) ?? []), entry]);
  }
  return targets;
}

/** Whether the sides of an entry need more than one line. */
export function isLong({ before, after }: SchemaEntry): boolean {
  return [before, after].some((side) => side?.includes("\n"));
}
