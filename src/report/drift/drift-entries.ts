import { fitsLine } from "../../drift/catalog/fact-text.ts";
import type { Difference, DriftedTarget, DriftReport, DriftState } from "../../drift/drift-report.ts";

/** One thing that differs, whatever part it is of, in the words that every format shows. */
export interface Entry {
  /** The table that it belongs to, or null. */
  readonly relation: string | null;
  /** "edited", "column total". */
  readonly subject: string;
  readonly text: string;
  /** Both sides where they are too long for `text`. */
  readonly sides: { readonly expected: string; readonly actual: string } | null;
  readonly next: string;
  readonly sql: string | null;
  /** What the SQL is for: "keep it", or null where `next` says it. */
  readonly purpose: NonNullable<Difference["purpose"]> | null;
  readonly path: string | null;
  readonly databases: readonly string[];
}

/** One part of a target. */
export interface PartEntries {
  readonly name: "history" | "catalog" | "schema";
  readonly state: DriftState;
  readonly reason: string | null;
  readonly entries: readonly Entry[];
}

export function partsOf({ history, catalog, schema }: DriftedTarget): readonly PartEntries[] {
  const items = history.items.map(({ kind, message, next, path, databases }): Entry => {
    const common = { relation: null, sides: null, sql: null, purpose: null };
    return { ...common, subject: kind, text: message, next, path, databases };
  });
  return [
    { name: "history", state: history.state, reason: history.reason, entries: items },
    {
      ...catalog,
      name: "catalog",
      entries: catalog.differences.map((one) => ({ ...entryOf(one), sides: longSides(one) })),
    },
    { ...schema, name: "schema", entries: schema.differences.map(entryOf) },
  ];
}

function entryOf(difference: Difference): Entry {
  const { object, name, relation, message, next, sql, purpose = null, databases } = difference;
  const said = `${object} ${name}: `;
  return {
    relation,
    subject: `${object} ${ownName(name, relation)}`.trim(),
    text: message.startsWith(said) ? message.slice(said.length) : message,
    sides: null,
    next,
    sql,
    purpose,
    path: null,
    databases,
  };
}

/** Both sides of what is too long for a line; of an enum the message names the labels that differ. */
function longSides({ object, expected, actual }: Difference): Entry["sides"] {
  if (expected === null || actual === null || object === "enum") return null;
  return fitsLine(expected) && fitsLine(actual) ? null : { expected, actual };
}

/** A name under the heading of its table: without that, and without the schema that both have. */
function ownName(name: string, relation: string | null): string {
  if (relation === null) return name;
  if (name === relation) return "";
  const schema = relation.slice(0, relation.indexOf(".") + 1);
  const prefix = [`${relation}.`, schema].find((start) => name.startsWith(start)) ?? "";
  return name.slice(prefix.length);
}

/** Entries with the databases that share them; those of the most databases first. */
export function byDatabases(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = JSON.stringify(entry.databases);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  const sizeOf = (group: readonly Entry[]) => group[0]?.databases.length ?? 0;
  return [...groups.values()].sort((a, b) => sizeOf(b) - sizeOf(a));
}

const SEEN_BY_STATUS: ReadonlySet<string> = new Set([
  "pending",
  "failed",
  "diverged",
  "out-of-order",
  "deleted",
]);

/** Whether `prisma migrate status` ends with 0 on what was found: it compares neither checksums nor catalogs. */
export function passesPrismaStatus(target: DriftedTarget, { databases }: DriftReport): boolean {
  const { tool, history, catalog } = target;
  const isFound = history.items.length > 0 || catalog.differences.length > 0;
  const isAsked = databases.some(({ reason }) => reason === null);
  return (
    tool === "prisma" && isAsked && isFound && history.items.every(({ kind }) => !SEEN_BY_STATUS.has(kind))
  );
}

/** What to do about several entries alike is said once, below them. */
export function sharedSteps(entries: readonly Entry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { next } of entries) counts.set(next, (counts.get(next) ?? 0) + 1);
  return [...counts].flatMap(([next, count]) => (count > 1 ? [next] : []));
}
