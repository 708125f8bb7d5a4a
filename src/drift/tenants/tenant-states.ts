/** Tenants that are schemas of one database, each with a history of its own: read at once, and compared once where they are alike. */
import type { Surveyed } from "../../migrations/survey.ts";
import { type Fact, type Facts, keyOf } from "../catalog/fact.ts";
import { isForeignSchema } from "../catalog/known-objects.ts";
import type { HistoryTable } from "../history/table.ts";
import type { DatabaseState, SeenDatabases } from "../seen-databases.ts";
import { ANY_TENANT, asAnyTenant, renamer } from "./schema-name.ts";

/** The facts of a database, by what may be a tenant's. */
export class TenantFacts {
  readonly #own = new Map<string, Fact[]>();
  readonly #shared: Fact[] = [];

  /** @param tenants schemas that hold a history: what stands in them is no other tenant's business. */
  constructor(facts: Facts, tenants: ReadonlySet<string>) {
    for (const fact of facts.values()) {
      // public is there before any migration, on the shadow, too.
      const isShared = fact.object === "schema" && fact.name === "public";
      if (isShared || fact.schema === null || !tenants.has(fact.schema)) this.#shared.push(fact);
      else {
        const own = this.#own.get(fact.schema);
        if (own === undefined) this.#own.set(fact.schema, [fact]);
        else own.push(fact);
      }
    }
  }

  /** What the tenant of this schema can see, under the names that it has. */
  of(schema: string): Facts {
    return byKey([...this.#shared, ...(this.#own.get(schema) ?? [])]);
  }

  /** The same with the name of every tenant. */
  ofAny(schema: string): Facts {
    const rename = renamer(schema, `${ANY_TENANT}.`);
    const own = (this.#own.get(schema) ?? []).map((fact) => asAnyTenant(fact, rename));
    return byKey([...this.#shared, ...own]);
  }
}

function byKey(facts: readonly Fact[]): Facts {
  return new Map(facts.map((fact) => [keyOf(fact), fact]));
}

interface Tenant {
  readonly schema: string;
  readonly histories: ReadonlyMap<Surveyed, HistoryTable>;
}

/**
 * The state of a tenant: that of all tenants which are alike but for their schema, with its own behind it.
 *
 * @param nameMatters whether the config tells schemas apart by their names.
 */
export function tenantState(
  { schema, histories }: Tenant,
  facts: TenantFacts,
  local: TenantFacts | null,
  seen: SeenDatabases,
  nameMatters: (schema: string) => boolean,
): DatabaseState {
  const exact = () => seen.keepFacts(histories, facts.of(schema), local?.of(schema) ?? null, schema);
  if (nameMatters(schema) || isForeignSchema(schema)) return exact();
  const anywhere = new Map<Surveyed, HistoryTable>();
  for (const [surveyed, table] of histories) {
    // Of a history that lies elsewhere, or cannot be read, the tenant's own words are needed.
    if (table.kind !== "found" || table.schema !== schema) return exact();
    anywhere.set(surveyed, { ...table, schema: ANY_TENANT });
  }
  const any = seen.keepFacts(anywhere, facts.ofAny(schema), local?.ofAny(schema) ?? null, ANY_TENANT);
  return seen.withExample(any, exact);
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
