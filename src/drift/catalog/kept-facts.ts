/** The facts of many databases in little more room than those of one: what they have in common is kept once. */
import { createHash } from "node:crypto";
import { factsIn } from "./extract.ts";
import type { Fact, Facts } from "./fact.ts";

/** The same object for databases with the same facts. */
export interface KeptFacts {
  readonly base: Facts;
  /** By key, what stands in the place of a fact of the base; null: the database lacks it. */
  readonly changes: ReadonlyMap<string, Fact | null>;
}

export function unfold({ base, changes }: KeptFacts): Facts {
  if (changes.size === 0) return base;
  const facts = new Map(base);
  for (const [key, fact] of changes) {
    if (fact === null) facts.delete(key);
    else facts.set(key, fact);
  }
  return facts;
}

/** Older ones are left to those that have them: a fleet is at few versions at a time. */
const MOST_BASES = 8;

export class FactStore {
  /** By the texts that they were read from. */
  readonly #read = new Map<string, KeptFacts>();
  /** By base and changes. */
  readonly #kept = new Map<string, KeptFacts>();
  readonly #bases: { readonly facts: Facts; readonly number: number }[] = [];
  #number = 0;

  /** @param texts of `readCatalog`, without OIDs. */
  keep(texts: readonly string[]): KeptFacts {
    const digest = digestOf(texts);
    const known = this.#read.get(digest) ?? this.keepFacts(factsIn(texts));
    this.#read.set(digest, known);
    return known;
  }

  keepFacts(facts: Facts): KeptFacts {
    const most = Math.max(8, facts.size / 4);
    let nearest: { number: number; base: Facts; changes: ReadonlyMap<string, Fact | null> } | null = null;
    for (const { facts: base, number } of this.#bases) {
      const changes = changesOf(base, facts, nearest?.changes.size ?? most);
      if (changes !== null) nearest = { number, base, changes };
      if (changes?.size === 0) break;
    }
    if (nearest === null) {
      nearest = { number: this.#number++, base: facts, changes: new Map() };
      this.#bases.push({ facts, number: nearest.number });
      if (this.#bases.length > MOST_BASES) this.#bases.shift();
    }
    const { number, base, changes } = nearest;
    const digest = digestOf([String(number), ...[...changes].flat().map((one) => JSON.stringify(one))]);
    const kept = this.#kept.get(digest) ?? { base, changes };
    this.#kept.set(digest, kept);
    return kept;
  }
}

/** What has to be changed of a base, sorted; null where that is more than `most`. */
function changesOf(base: Facts, facts: Facts, most: number): ReadonlyMap<string, Fact | null> | null {
  const changes: [string, Fact | null][] = [];
  for (const [key, fact] of facts) {
    const before = base.get(key);
    if (before === undefined || !isSame(before, fact)) changes.push([key, fact]);
    if (changes.length > most) return null;
  }
  if (base.size !== facts.size || changes.length > 0) {
    for (const key of base.keys()) if (!facts.has(key)) changes.push([key, null]);
  }
  return changes.length > most ? null : new Map(changes.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isSame(one: Fact, other: Fact): boolean {
  if (one.implied !== other.implied || one.relation !== other.relation) return false;
  const names = Object.keys(one.attributes);
  return (
    names.length === Object.keys(other.attributes).length &&
    names.every((name) => one.attributes[name] === other.attributes[name])
  );
}

function digestOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest("base64");
}
