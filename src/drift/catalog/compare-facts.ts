import { type Fact, type Facts, keyOf, relationKey } from "./fact.ts";
import { isOperatorsOwn } from "./known-objects.ts";
import { managedPartitions } from "./managed-partitions.ts";
import { ignoredFacts, type Scope } from "./scope.ts";

/** An object that both sides do not have alike. At least one of them has it. */
export interface Pair {
  readonly expected: Fact | null;
  readonly actual: Fact | null;
  /** The names of the attributes that differ; none when one side lacks the object. */
  readonly attributes: readonly string[];
}

/**
 * What differs between two sets of facts, word by word. What follows from something that is listed is not listed: the
 * columns of a missing table, the contents of a missing schema, a partition's share of an index. An owner is compared
 * where the migrations name one.
 */
export function pairFacts(expected: Facts, actual: Facts, scope: Scope): Pair[] {
  const isIgnored = ignoredFacts(expected, actual, scope);
  const managed = managedPartitions(expected, actual);
  const pairs = pairsOf(expected, actual).filter(({ expected: here, actual: there }) => {
    const one = here ?? there;
    if (one === null || isIgnored(one) || managed.has(relationKey(one) ?? "")) return false;
    // An extension stands where it was made first: `CREATE EXTENSION IF NOT EXISTS` does not move it.
    if (here !== null && there !== null) return one.object !== "extension";
    return there === null || !(isOperatorsOwn(there) || there.object === "owner");
  });
  return withoutFollowing(pairs);
}

/** What differs between two states of one database: of all that is in them, but what follows from something that is listed. */
export function pairStates(before: Facts, after: Facts): Pair[] {
  return withoutFollowing(pairsOf(before, after));
}

function pairsOf(expected: Facts, actual: Facts): Pair[] {
  const pairs: Pair[] = [];
  for (const key of new Set([...expected.keys(), ...actual.keys()])) {
    const here = expected.get(key) ?? null;
    const there = actual.get(key) ?? null;
    if ((here?.implied ?? true) && (there?.implied ?? true)) continue;
    const attributes = here === null || there === null ? [] : differing(here, there);
    if (here === null || there === null || attributes.length > 0)
      pairs.push({ expected: here, actual: there, attributes });
  }
  return pairs;
}

function differing(here: Fact, there: Fact): string[] {
  const names = new Set([...Object.keys(here.attributes), ...Object.keys(there.attributes)]);
  return [...names].filter((name) => here.attributes[name] !== there.attributes[name]);
}

function withoutFollowing(pairs: readonly Pair[]): Pair[] {
  const whole = new Set<string>();
  for (const { expected, actual } of pairs) {
    if (expected !== null && actual !== null) continue;
    const fact = expected ?? actual;
    if (fact !== null) whole.add(keyOf(fact));
  }
  return pairs.filter(({ expected, actual }) => {
    if (expected !== null && actual !== null) return true;
    const fact = expected ?? actual;
    // A schema that nobody knows of says nothing by itself: what stands in it is named.
    const isNamed = (owner: Identity) => expected === null && owner.object === "schema";
    return fact !== null && !owners(fact).some((owner) => whole.has(keyOf(owner)) && !isNamed(owner));
  });
}

type Identity = Parameters<typeof keyOf>[0];

/** What takes a fact along when it goes: its schema, its table or type, the column that owns a sequence. */
function owners({ object, schema, relation, name, attributes }: Fact): Identity[] {
  if (schema === null) return [];
  const owners: Identity[] = [];
  if (object !== "schema") owners.push({ object: "schema", schema, relation: null, name: schema });
  if (relation === null) return owners;
  const kinds = ["table", "foreign table", "view", "materialized view", "domain"] as const;
  for (const kind of kinds) {
    if (object !== kind || name !== relation) owners.push({ object: kind, schema, relation, name: relation });
  }
  const ownedBy = attributes["owned by"] ?? "";
  const table = `${schema}.${relation}.`;
  const owner = ownedBy.startsWith(table) ? ownedBy.slice(table.length) : "";
  if (object === "sequence" && owner) owners.push({ object: "column", schema, relation, name: owner });
  return owners;
}
