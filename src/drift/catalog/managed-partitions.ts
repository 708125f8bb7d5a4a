import { type Fact, type Facts, relationKey, relationOf } from "./fact.ts";

/**
 * Partitions that a partition manager or a job makes and drops as time passes: `events_p20260101`, `events_2026_01`,
 * `events_default` of `events`. One that only the live database has is no drift; one that only the migrations make is
 * none where the live table has others of its kind.
 *
 * @returns the `relationKey` of the partitions to leave out on both sides.
 */
export function managedPartitions(expected: Facts, actual: Facts): ReadonlySet<string> {
  const here = partitionsOf(expected);
  const there = partitionsOf(actual);
  const managed = new Set<string>();
  const parents = new Set<string>();
  for (const [name, parent] of there) {
    if (here.has(name) || !isNumbered(name, parent)) continue;
    managed.add(name);
    parents.add(parent);
  }
  for (const [name, parent] of here) {
    if (!there.has(name) && parents.has(parent) && isNumbered(name, parent)) managed.add(name);
  }
  for (const partitions of [here, there]) addBelow(managed, partitions);
  const facts = [...expected.values(), ...actual.values()];
  return new Set(
    facts.flatMap((fact) =>
      parentOf(fact) !== null && managed.has(relationOf(fact) ?? "") ? (relationKey(fact) ?? []) : [],
    ),
  );
}

/** `schema.table` of every partition to that of its parent. */
function partitionsOf(facts: Facts): Map<string, string> {
  const partitions = new Map<string, string>();
  for (const fact of facts.values()) {
    const parent = parentOf(fact);
    if (parent !== null) partitions.set(relationOf(fact) ?? "", parent);
  }
  return partitions;
}

function parentOf({ attributes }: Fact): string | null {
  return /^(.+) (?:FOR VALUES|DEFAULT)/s.exec(attributes["partition of"] ?? "")?.[1] ?? null;
}

/** Whether a partition is named after its parent and a date, a number or `default`. */
function isNumbered(name: string, parent: string): boolean {
  const [own, base] = [name, parent].map((text) => text.slice(text.indexOf(".") + 1));
  if (own === undefined || base === undefined || !own.startsWith(base)) return false;
  return /^_?(?:default|[pydwmqh]?\d[\d_pydwmqh]*)$/.test(own.slice(base.length));
}

/** Partitions of a managed partition are managed with it. */
function addBelow(managed: Set<string>, partitions: ReadonlyMap<string, string>): void {
  let before = -1;
  while (before !== managed.size) {
    before = managed.size;
    for (const [name, parent] of partitions) if (managed.has(parent)) managed.add(name);
  }
}
