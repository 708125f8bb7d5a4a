import { databaseObjects, RARE_OBJECTS } from "./database-objects.ts";
import { type CatalogObject, type Fact, type Facts, keyOf } from "./fact.ts";
import { OPTIONAL_FACTS, type OptionalFacts } from "./optional-facts.ts";
import { COLUMNS, RELATIONS } from "./relations.ts";
import { CONSTRAINTS, INDEXES, POLICIES, TRIGGERS } from "./table-parts.ts";
import { ROUTINES, SEQUENCES, TYPES } from "./types-and-routines.ts";

/** A database that can be asked: the live one in its transaction, or a session of the shadow. */
export interface Asked {
  readonly major: number;
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

interface Row {
  readonly object: CatalogObject;
  readonly schema: string | null;
  readonly relation: string | null;
  readonly name: string;
  readonly id: string;
  readonly implied: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Every fact of a database, in the words of its server. Only catalogs are read; `search_path` must be empty, so that
 * every name is written with its schema.
 */
export async function extractFacts(database: Asked, optional: readonly OptionalFacts[] = []): Promise<Facts> {
  return factsIn(await readCatalog(database, optional));
}

/**
 * The catalog as JSON texts, for {@link factsIn}: databases that are alike have the same texts where `withIds` is false.
 * Facts are then without their OIDs.
 */
export async function readCatalog(
  database: Asked,
  optional: readonly OptionalFacts[] = [],
  withIds = true,
): Promise<string[]> {
  const queries = [
    databaseObjects(database.major),
    RELATIONS,
    COLUMNS,
    CONSTRAINTS,
    INDEXES,
    TRIGGERS,
    POLICIES,
    TYPES,
    SEQUENCES,
    ROUTINES,
    RARE_OBJECTS,
    ...optional.map((what) => OPTIONAL_FACTS[what]),
  ];
  const columns = `object, schema, relation, name, ${withIds ? "id" : "'' AS id"}, implied, attributes`;
  const texts: string[] = [];
  for (const sql of queries) {
    // One row for all: reading thousands of rows costs more than their SQL.
    const [answer] = await database.query<{ facts: string }>(
      `SELECT coalesce(json_agg(f), '[]')::text AS facts FROM (SELECT ${columns} FROM (${sql}) q) f`,
    );
    texts.push(answer?.facts ?? "[]");
  }
  return texts;
}

/** @param texts of {@link readCatalog} */
export function factsIn(texts: readonly string[]): Facts {
  const facts = new Map<string, Fact>();
  for (const text of texts) {
    for (const row of JSON.parse(text) as Row[]) {
      const fact = { ...row, attributes: attributesOf(row.attributes) };
      facts.set(keyOf(fact), fact);
    }
  }
  return facts;
}

function attributesOf(raw: Readonly<Record<string, string>>): Record<string, string> {
  const attributes: Record<string, string> = {};
  // A function keeps the line endings of the file that made it, which git changes at will.
  for (const [name, text] of Object.entries(raw)) attributes[name] = text.replaceAll("\r\n", "\n").trim();
  const { "stored with": storage, ...rest } = attributes;
  if (storage !== undefined && rest.definition) rest.definition = withoutStorage(rest.definition);
  return rest;
}

/** An index's definition without its storage parameters, which stand last or before WHERE. */
function withoutStorage(definition: string): string {
  return definition.replace(/ WITH \((?:[^()']|'(?:[^']|'')*')*\)(?= WHERE |$)/, "");
}
