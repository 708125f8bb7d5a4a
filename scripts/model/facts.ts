/**
 * The common form in which the schema model and PostgreSQL's catalogs are compared: one fact of one object under a key
 * such as "type public.users.email", with a value such as "pg_catalog.text".
 */
export interface Fact {
  /** The relation that it belongs to, `schema.name`; null for what belongs to none. */
  readonly relation: string | null;
  readonly key: string;
  /** Null where the model says that it does not know. */
  readonly value: string | null;
}

export interface ModelFacts {
  readonly facts: readonly Fact[];
  /** Relations that were seen in use but never defined: only their names are known. */
  readonly undefinedRelations: ReadonlySet<string>;
  /** A statement ran whose work the model does not see: it may have made, changed or dropped anything. */
  readonly opaque: boolean;
}

export interface Difference {
  readonly key: string;
  /** Null where the model, or the catalog, has no such fact. */
  readonly model: string | null;
  readonly catalog: string | null;
}

export interface Comparison {
  /** Facts that both have and that are equal. */
  readonly equal: number;
  /** Facts of which the model says that it does not know them. */
  readonly unknown: number;
  readonly differences: readonly Difference[];
  /** Differences of a model that is opaque, which may be no fault of its own. */
  readonly undecided: readonly Difference[];
}

export function compareFacts(model: ModelFacts, catalog: readonly Fact[]): Comparison {
  const onlyModel = new Map(model.facts.map((fact) => [fact.key, fact]));
  const differences: Difference[] = [];
  let equal = 0;
  let unknown = 0;
  for (const { key, relation, value } of catalog) {
    const fact = onlyModel.get(key);
    onlyModel.delete(key);
    if (fact === undefined && relation !== null && model.undefinedRelations.has(relation)) unknown++;
    else if (fact?.value === null) unknown++;
    else if (fact?.value === value) equal++;
    else differences.push({ key, model: fact?.value ?? null, catalog: value });
  }
  for (const { key, value } of onlyModel.values())
    if (value !== null) differences.push({ key, model: value, catalog: null });
  differences.sort((a, b) => (a.key < b.key ? -1 : 1));
  const [certain, undecided] = model.opaque ? [[], differences] : [differences, []];
  return { equal, unknown, differences: certain, undecided };
}
