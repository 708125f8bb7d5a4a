/** Facts of one database at two moments: which are new, which are gone, which are the same object and say something else. */
import { type CatalogObject, type Fact, type Facts, keyOf } from "../drift/catalog/fact.ts";
import { labelsOf } from "../drift/catalog/fact-text.ts";
import { followsRenames, type Renames, wordPairs } from "./renames.ts";

/** At least one of both is there. */
export interface FactChange {
  readonly before: Fact | null;
  readonly after: Fact | null;
  /** The object is the same, by its OID, under another name or in another schema. */
  readonly isRenamed: boolean;
  /** The names of the attributes that differ by more than the names of what was renamed. */
  readonly attributes: readonly string[];
}

export function factChanges(before: Facts, after: Facts): FactChange[] {
  const same = sameObjects(before, after);
  const renames = renamesIn(same);
  const kept = new Set(same.values());
  const changes: FactChange[] = [];
  for (const fact of before.values()) {
    const then = same.get(fact) ?? null;
    if (fact.implied && (then === null || then.implied)) continue;
    if (then === null) changes.push({ before: fact, after: null, isRenamed: false, attributes: [] });
    else {
      const isRenamed = hasOtherName(fact, then, renames);
      const attributes = differing(fact, then, renames);
      if (isRenamed || attributes.length > 0)
        changes.push({ before: fact, after: then, isRenamed, attributes });
    }
  }
  for (const fact of after.values())
    if (!kept.has(fact) && !fact.implied)
      changes.push({ before: null, after: fact, isRenamed: false, attributes: [] });
  return changes;
}

/** By OID; what has another one under the same name was made anew and takes its place. */
function sameObjects(before: Facts, after: Facts): ReadonlyMap<Fact, Fact> {
  const same = new Map<Fact, Fact>();
  const byId = new Map([...after.values()].map((fact) => [idOf(fact), fact]));
  const taken = new Set<Fact>();
  for (const fact of before.values()) {
    const then = byId.get(idOf(fact));
    if (then === undefined) continue;
    same.set(fact, then);
    taken.add(then);
  }
  for (const fact of before.values()) {
    const then = after.get(keyOf(fact));
    if (same.has(fact) || then === undefined || taken.has(then)) continue;
    same.set(fact, then);
    taken.add(then);
  }
  return same;
}

function idOf({ object, id }: Fact): string {
  return `${object} ${id}`;
}

/** What stands in a schema by itself: it can be moved to another. An index and an owned sequence go with their table. */
const MOVABLE: ReadonlySet<CatalogObject> = new Set([
  "table",
  "foreign table",
  "view",
  "materialized view",
  "sequence",
  "function",
  "procedure",
  "aggregate",
  "enum",
  "domain",
  "composite type",
  "range type",
  "base type",
  "collation",
]);

function renamesIn(same: ReadonlyMap<Fact, Fact>): Renames {
  const words: (readonly [string, string])[] = [];
  const schemas = new Map<string, string>();
  for (const [before, after] of same) {
    words.push([ownName(before), ownName(after)]);
    if (before.schema !== null && after.schema !== null) words.push([before.schema, after.schema]);
    words.push(...renamedLabels(before, after));
    if (before.object === "schema") schemas.set(before.name, after.name);
  }
  return { words: wordPairs(words), schemas };
}

/** An enum keeps all its values, so that as many others in their places are new names. */
function renamedLabels(before: Fact, after: Fact): (readonly [string, string])[] {
  const [old, now] = [before, after].map(({ attributes }) => labelsOf(attributes.labels ?? ""));
  if (old === undefined || now === undefined || old.length !== now.length) return [];
  return old.map((label, at) => [label, now[at] ?? label]);
}

/** Without the arguments of a routine. */
function ownName({ object, name }: Fact): string {
  const isRoutine = object === "function" || object === "procedure" || object === "aggregate";
  return isRoutine ? name.slice(0, name.lastIndexOf("(")) : name;
}

function hasOtherName(before: Fact, after: Fact, renames: Renames): boolean {
  if (ownName(before) !== ownName(after)) return true;
  if (before.schema === after.schema || !MOVABLE.has(before.object)) return false;
  const isOwned = before.object === "sequence" && before.relation !== null;
  return !isOwned && renames.schemas.get(before.schema ?? "") !== after.schema;
}

function differing(before: Fact, after: Fact, renames: Renames): string[] {
  const names = new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)]);
  const differ = [...names].filter((name) => {
    const [here, there] = [before.attributes[name], after.attributes[name]];
    if (here === undefined || there === undefined || name === "labels") return here !== there;
    return !followsRenames(here, there, renames);
  });
  // It comes and goes with the identity.
  return differ.includes("identity") ? differ.filter((name) => name !== "identity sequence") : differ;
}
