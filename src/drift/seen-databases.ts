/** What databases have in common, kept once: ten thousand that are alike take the room of one. */
import { createHash } from "node:crypto";
import type { Surveyed } from "../migrations/survey.ts";
import type { Facts } from "./catalog/fact.ts";
import { FactStore, type KeptFacts } from "./catalog/kept-facts.ts";
import type { HistoryTable } from "./history/table.ts";

/** All that is compared of a database. The same object for databases of which the same is to be said. */
export interface DatabaseState {
  /** The history of each target whose tool's history is read; the same object where it says the same. */
  readonly histories: ReadonlyMap<Surveyed, HistoryTable>;
  readonly facts: KeptFacts;
  /** The same in the time zone of its own sessions; null: that is UTC. */
  readonly localFacts: KeptFacts | null;
  /** `?schema=` of its URL, or null. */
  readonly schema: string | null;
  /** Of tenants that are alike but for the name of their schema: one of them as it is. */
  readonly example?: DatabaseState;
}

export class SeenDatabases {
  readonly #facts = new FactStore();
  readonly #tables = new Map<string, HistoryTable>();
  readonly #exemplified = new Map<DatabaseState, DatabaseState>();
  readonly #states = new Map<string, DatabaseState>();
  readonly #numbers = new Map<object, number>();

  /** @param texts of `readCatalog`, in UTC and in the zone of the database where that is another. */
  keep(
    histories: ReadonlyMap<Surveyed, HistoryTable>,
    texts: readonly string[],
    localTexts: readonly string[] | null,
    schema: string | null,
  ): DatabaseState {
    const kept = this.#facts.keep(texts);
    const local = localTexts === null ? null : this.#facts.keep(localTexts);
    return this.#keep(histories, kept, local, schema);
  }

  keepFacts(
    histories: ReadonlyMap<Surveyed, HistoryTable>,
    facts: Facts,
    localFacts: Facts | null,
    schema: string | null,
  ): DatabaseState {
    const kept = this.#facts.keepFacts(facts);
    const local = localFacts === null ? null : this.#facts.keepFacts(localFacts);
    return this.#keep(histories, kept, local, schema);
  }

  /** The state with an example of it, which is made where there is none yet. */
  withExample(state: DatabaseState, make: () => DatabaseState): DatabaseState {
    const known = this.#exemplified.get(state) ?? { ...state, example: make() };
    this.#exemplified.set(state, known);
    return known;
  }

  #keep(
    histories: ReadonlyMap<Surveyed, HistoryTable>,
    facts: KeptFacts,
    localFacts: KeptFacts | null,
    schema: string | null,
  ): DatabaseState {
    const state: DatabaseState = {
      histories: new Map([...histories].map(([surveyed, table]) => [surveyed, this.#keepTable(table)])),
      facts,
      localFacts,
      schema,
    };
    const parts = [...state.histories.values(), state.facts, state.localFacts];
    const key = JSON.stringify([schema, parts.map((part) => part && this.#numberOf(part))]);
    const known = this.#states.get(key) ?? state;
    this.#states.set(key, known);
    return known;
  }

  #keepTable(table: HistoryTable): HistoryTable {
    const digest = createHash("sha256").update(JSON.stringify(table)).digest("base64");
    const known = this.#tables.get(digest) ?? table;
    this.#tables.set(digest, known);
    return known;
  }

  #numberOf(part: object): number {
    const number = this.#numbers.get(part) ?? this.#numbers.size;
    this.#numbers.set(part, number);
    return number;
  }
}
