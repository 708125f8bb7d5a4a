/** What a change makes of the schema, in words that every format shares. */
import type { SchemaDiff, SchemaEntry, SchemaObject } from "../schema-diff/schema-diff.ts";
import { counted, grouped } from "./phrases.ts";

const KINDS = ["added", "changed", "removed"] as const satisfies readonly SchemaEntry["kind"][];

const PLURALS: Partial<Record<SchemaObject, string>> = {
  index: "indexes",
  policy: "policies",
  grants: "grants",
  "storage parameters": "storage parameters",
  "operator class": "operator classes",
  "operator family": "operator families",
  "text search dictionary": "text search dictionaries",
};

/** So many kinds of changes are named; of more, only how many objects there are. */
const MOST = 6;

/** "2 tables added, 1 column changed"; "14 objects added, 3 changed, 1 removed". */
export function schemaDiffWords(diff: SchemaDiff): string {
  const groups = KINDS.flatMap((kind) => {
    const counts = new Map<SchemaObject, number>();
    for (const { object } of diff.filter((entry) => entry.kind === kind))
      counts.set(object, (counts.get(object) ?? 0) + 1);
    return [...counts].map(([object, count]) => `${counted(count, object, PLURALS[object])} ${kind}`);
  });
  if (groups.length <= MOST) return groups.join(", ");
  const totals = KINDS.map((kind) => [kind, diff.filter((entry) => entry.kind === kind).length] as const);
  return totals
    .filter(([, count]) => count > 0)
    .map(([kind, count], at) => `${at === 0 ? counted(count, "object") : grouped(count)} ${kind}`)
    .join(", ");
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
