/** What some of the measured versions of PostgreSQL have and others lack. */
import type { Behaviour, Syntax } from "./syntax-probes.ts";
import { at, isIn } from "./version-range.ts";
import measured from "./versions.json" with { type: "json" };

/**
 * `functions` by name; `arities` as "name/2" (two arguments) for names that all versions have; `relations` as
 * "pg_catalog.pg_class", `columns` as "pg_catalog.pg_class.relname"; `extensionVersions` as "citext 1.7".
 */
export type List = keyof typeof measured.lists;

const refusals: Readonly<Record<string, Readonly<Record<string, string>>>> = measured.syntax as never;

/** The SQLSTATE by which the version refuses the syntax; null: it has it. */
export function lacksSyntax(syntax: Syntax, major: number): string | null {
  return at(refusals[syntax] ?? {}, major) ?? null;
}

const behaviours: Readonly<Record<string, Readonly<Record<string, string>>>> = measured.behaviours as never;

/** The SQLSTATE by which the version refuses what the transaction does; null: it does it. */
export function refuses(behaviour: Behaviour, major: number): string | null {
  return at(behaviours[behaviour] ?? {}, major) ?? null;
}

const ranges = new Map<List, ReadonlyMap<string, readonly string[]>>();

/** By item: the ranges of versions that have it; nothing of what all versions have. */
function rangesOf(list: List): ReadonlyMap<string, readonly string[]> {
  const known = ranges.get(list);
  if (known) return known;
  const found = new Map<string, string[]>();
  for (const [range, lines] of Object.entries<readonly string[]>(measured.lists[list])) {
    for (const item of lines.flatMap((line) => line.split("; "))) {
      found.set(item, [...(found.get(item) ?? []), range]);
    }
  }
  ranges.set(list, found);
  return found;
}

/** The versions that have the item ("16 to 18 have", "14 has") where this one lacks it; null: it has it, or none has. */
export function whoHas(list: List, item: string, major: number): string | null {
  const own = rangesOf(list).get(item);
  if (own === undefined || own.some((range) => isIn(range, major))) return null;
  const isOne = own.length === 1 && !own[0]?.includes("-");
  return `${own.map((range) => range.replace("-", " to ")).join(", ")} ${isOne ? "has" : "have"}`;
}

let columnsByRelation: ReadonlyMap<string, readonly string[]> | undefined;

/** The columns of a system catalog that some versions lack. */
export function variableColumns(relation: string): readonly string[] {
  columnsByRelation ??= grouped();
  return columnsByRelation.get(relation) ?? [];
}

function grouped(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const item of rangesOf("columns").keys()) {
    const dot = item.lastIndexOf(".");
    const relation = item.slice(0, dot);
    found.set(relation, [...(found.get(relation) ?? []), item.slice(dot + 1)]);
  }
  return found;
}
