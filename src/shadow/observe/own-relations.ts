/** The names under which a transaction may meet relations that are its own: those that it has made, which nobody waits for. */
import type { Look } from "./look-query.ts";
import type { NamedRelation, Use } from "./named-relations.ts";

export class OwnRelations {
  readonly #first: Look;
  #now: Look["relations"] | null = null;
  #byName = new Map<string, number[]>();

  /** `first`: as the transaction began. */
  constructor(first: Look) {
    this.#first = first;
  }

  isOwn(oid: number): boolean {
    return !this.#first.relations.has(oid);
  }

  /** Those of a name, in whichever schema. */
  named(name: string, { relations }: Look): readonly number[] {
    if (this.#now !== relations) {
      this.#now = relations;
      this.#byName = new Map();
      for (const [oid, state] of relations) {
        const same = this.#byName.get(state.name);
        if (same) same.push(oid);
        else this.#byName.set(state.name, [oid]);
      }
    }
    return this.#byName.get(name) ?? [];
  }

  /** Whether it can only be one that the transaction has made, or one that is still to be made. */
  isOwnName(name: string, now: Look): boolean {
    const oids = this.named(name, now);
    return oids.length < 2 && oids.every((oid) => this.isOwn(oid));
  }
}

/** What statements name together, as long as it can be told behind all of them which of them did what. */
export class NamedTogether {
  readonly #uses = new Map<string, Use>();

  /** False: the statement has to be looked at behind those that are there. */
  add(relations: readonly NamedRelation[]): boolean {
    if (!relations.every(({ name, use }) => isShared(this.#uses.get(name), use))) return false;
    for (const { name, use } of relations) this.#uses.set(name, use);
    return true;
  }
}

const KEY: ReadonlySet<Use> = new Set(["references", "referenced"]);

function isShared(earlier: Use | undefined, use: Use): boolean {
  if (earlier === undefined) return true;
  return (earlier === use && use !== "alone") || (KEY.has(earlier) && KEY.has(use));
}
