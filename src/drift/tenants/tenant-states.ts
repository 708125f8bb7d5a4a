/** Tenants that are schemas of one database, each with a history of its own: read at once, and compared once where they are alike. */
import type { Surveyed } from "../../migrations/survey.ts";
import { isForeignSchema } from "../catalog/known-objects.ts";
import type { HistoryTable } from "../history/table.ts";
import type { DatabaseState, SeenDatabases } from "../seen-databases.ts";
import { ANY_TENANT } from "./schema-name.ts";
import type { TenantCatalog } from "./tenant-catalog.ts";

interface Tenant {
  readonly schema: string;
  readonly histories: ReadonlyMap<Surveyed, HistoryTable>;
}

/** Makes the states of the tenants of one database: one for all that are alike but for their schema, with one of them behind it. */
export class TenantStates {
  readonly #seen: SeenDatabases;
  readonly #facts: TenantCatalog;
  /** In the time zone of the database's own sessions, where that is not UTC. */
  readonly #local: TenantCatalog | null;
  readonly #nameMatters: (schema: string) => boolean;
  readonly #known = new Map<string, DatabaseState>();
  readonly #numbers = new Map<unknown, number>();

  /** @param nameMatters whether the config tells schemas apart by their names. */
  constructor(
    seen: SeenDatabases,
    [facts, local]: readonly [TenantCatalog, TenantCatalog | null],
    nameMatters: (schema: string) => boolean,
  ) {
    this.#seen = seen;
    this.#facts = facts;
    this.#local = local;
    this.#nameMatters = nameMatters;
  }

  of({ schema, histories }: Tenant): DatabaseState {
    const exact = () =>
      this.#seen.keepFacts(histories, this.#facts.of(schema), this.#local?.of(schema) ?? null, schema);
    if (this.#nameMatters(schema) || isForeignSchema(schema)) return exact();
    const anywhere = new Map<Surveyed, HistoryTable>();
    const likeness: unknown[] = [this.#facts.likenessOf(schema), this.#local?.likenessOf(schema)];
    for (const [surveyed, table] of histories) {
      // Of a history that lies elsewhere, or cannot be read, the tenant's own words are needed.
      if (table.kind !== "found" || table.schema !== schema) return exact();
      anywhere.set(surveyed, { ...table, schema: ANY_TENANT });
      likeness.push(table.table, this.#numberOf(table.rows));
    }
    const key = JSON.stringify(likeness);
    const known = this.#known.get(key) ?? this.#make(schema, anywhere, exact);
    this.#known.set(key, known);
    return known;
  }

  #make(
    schema: string,
    histories: ReadonlyMap<Surveyed, HistoryTable>,
    exact: () => DatabaseState,
  ): DatabaseState {
    const local = this.#local?.ofAny(schema) ?? null;
    const any = this.#seen.keepFacts(histories, this.#facts.ofAny(schema), local, ANY_TENANT);
    return this.#seen.withExample(any, exact);
  }

  /** Rows that say the same are the same object. */
  #numberOf(rows: unknown): number {
    const number = this.#numbers.get(rows) ?? this.#numbers.size;
    this.#numbers.set(rows, number);
    return number;
  }
}

/** Whether a pattern of `drift.ignore`, or the list of `drift.schemas`, means one tenant and not the other. */
export function namesOneTenant(
  schemas: readonly string[] | null,
  ignore: readonly string[],
): (schema: string) => boolean {
  if (schemas !== null) return () => true;
  const first = ignore.map((pattern) => {
    const [start = ""] = pattern.split(".");
    const literals = start.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    return new RegExp(`^${literals.join(".*")}$`);
  });
  return (schema) => first.some((pattern) => pattern.test(schema) !== pattern.test(ANY_TENANT));
}
