/** What a change makes of a schema, entry by entry. */
import { type CatalogObject, type Fact, type Facts, OBJECTS, relationKey } from "../drift/catalog/fact.ts";
import { OWN_TABLES } from "../migrations/tools/own-tables.ts";
import { type FactChange, factChanges } from "./fact-changes.ts";
import { describeAttributes, describeFact, objectOf, shownName } from "./fact-words.ts";
import type { SchemaEntry } from "./schema-diff.ts";
import { describeWhole } from "./whole-relation.ts";

/**
 * The schema before a change against the schema after it, as the catalog of one server has both. A whole table is one
 * entry with all that belongs to it; what was renamed is told as such, by its OID, and not again where its name stands in
 * other definitions.
 *
 * @param isLeftOut objects that are nobody's: of extensions that the server lacks
 */
export function compareSchemas(
  before: Facts,
  after: Facts,
  isLeftOut: (fact: Fact) => boolean = () => false,
): SchemaEntry[] {
  const changes = factChanges(before, after).filter((change) => {
    const fact = factOf(change);
    return !(fact.relation !== null && OWN_TABLES.has(fact.relation)) && !isLeftOut(fact);
  });
  const added = new Wholes(changes.flatMap((change) => (change.before === null ? factOf(change) : [])));
  const removed = new Wholes(changes.flatMap((change) => (change.after === null ? factOf(change) : [])));
  return changes
    .filter((change) => !added.hasPart(change) && !removed.hasPart(change))
    .sort((a, b) => byPlace(factOf(a), factOf(b)))
    .map((change) => entryOf(change, added, removed));
}

function factOf({ before, after }: FactChange): Fact {
  return (after ?? before) as Fact;
}

function entryOf(change: FactChange, added: Wholes, removed: Wholes): SchemaEntry {
  const { before, after, attributes } = change;
  const fact = factOf(change);
  const about = { object: objectOf(fact), name: shownName(fact) };
  if (before === null) return { kind: "added", ...about, before: null, after: added.describe(fact) };
  if (after === null) return { kind: "removed", ...about, before: removed.describe(fact), after: null };
  const side = (one: Fact) => {
    const said = attributes.length === 0 ? [] : [describeAttributes(one, attributes)];
    return [...(change.isRenamed ? [shownName(one)] : []), ...said].join(" ");
  };
  return { kind: "changed", ...about, before: side(before), after: side(after) };
}

const WHOLE: ReadonlySet<CatalogObject> = new Set([
  "table",
  "foreign table",
  "view",
  "materialized view",
  "domain",
]);

/** Tables, views and domains that are new, or gone, with all that belongs to them. */
class Wholes {
  readonly #parts = new Map<string, Fact[]>();
  readonly #facts: ReadonlySet<Fact>;
  readonly #columns: ReadonlySet<string>;

  /** `facts`: all that is new, or all that is gone. */
  constructor(facts: readonly Fact[]) {
    this.#facts = new Set(facts);
    for (const fact of facts) if (WHOLE.has(fact.object)) this.#parts.set(relationKey(fact) ?? "", []);
    this.#columns = new Set(
      facts.flatMap(({ object, schema, relation, name }) =>
        object === "column" ? `${schema}.${relation}.${name}` : [],
      ),
    );
    for (const fact of facts)
      if (!WHOLE.has(fact.object)) this.#parts.get(relationKey(fact) ?? "")?.push(fact);
  }

  /** Whether it is told with the table that it belongs to, or with the column that owns it. */
  hasPart(change: FactChange): boolean {
    const fact = factOf(change);
    if (!this.#facts.has(fact) || WHOLE.has(fact.object)) return false;
    const isOwned = fact.object === "sequence" && this.#columns.has(fact.attributes["owned by"] ?? "");
    return isOwned || this.#parts.has(relationKey(fact) ?? "");
  }

  describe(fact: Fact): string {
    const parts = WHOLE.has(fact.object) ? this.#parts.get(relationKey(fact) ?? "") : undefined;
    return parts === undefined ? describeFact(fact) : describeWhole(fact, parts);
  }
}

/** Schemas and extensions first, then table by table, then what belongs to none. */
function byPlace(a: Fact, b: Fact): number {
  return (
    groupOf(a) - groupOf(b) ||
    (groupOf(a) === 1 ? compareText(relationName(a), relationName(b)) : 0) ||
    OBJECTS.indexOf(a.object) - OBJECTS.indexOf(b.object) ||
    compareText(shownName(a), shownName(b))
  );
}

function groupOf({ object }: Fact): number {
  const at = OBJECTS.indexOf(object);
  return at < OBJECTS.indexOf("table") ? 0 : at < OBJECTS.indexOf("sequence") ? 1 : 2;
}

function relationName({ schema, relation }: Fact): string {
  return schema === "public" ? (relation ?? "") : `${schema}.${relation}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
