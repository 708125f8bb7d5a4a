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
  const columns = `object, schema, relation, name, ${withIds ? "id" : "'' AS id"}, implied, attributes`;
  const texts: string[] = [];
  for (const sql of queriesOf(database, optional)) {
    // One row for all: reading thousands of rows costs more than their SQL.
    const [answer] = await database.query<{ facts: string }>(
      `SELECT coalesce(json_agg(f), '[]')::text AS facts FROM (SELECT ${columns} FROM (${sql}) q) f`,
    );
    texts.push(answer?.facts ?? "[]");
  }
  return texts;
}

function queriesOf({ major }: Asked, optional: readonly OptionalFacts[]): string[] {
  return [
    databaseObjects(major),
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

/**
 * The facts of two texts, those left out that are the same in both, whose rows are not read: what was changed is not among
 * them. Both from {@link readCatalog} with OIDs, of one database.
 */
export function differingFacts(before: readonly string[], after: readonly string[]): [Facts, Facts] {
  const [old, now] = [rowsOf(before), rowsOf(after)];
  if (old === null || now === null) return [factsIn(before), factsIn(after)];
  return [factsOnlyIn(old, now), factsOnlyIn(now, old)];
}

function factsOnlyIn(rows: ReadonlySet<string>, others: ReadonlySet<string>): Facts {
  return factsIn([`[${[...rows].filter((row) => !others.has(row)).join(",")}]`]);
}

/** Each row of PostgreSQL's arrays stands on a line of its own, and no text in it holds the end of one. Null: it does not. */
function rowsOf(texts: readonly string[]): ReadonlySet<string> | null {
  const rows = new Set<string>();
  for (const text of texts) {
    if (text === "[]") continue;
    if (!text.startsWith("[") || !text.endsWith("]")) return null;
    for (const row of text.slice(1, -1).split(", \n ")) {
      if (!row.startsWith("{") || !row.endsWith("}") || row.includes("\n")) return null;
      rows.add(row);
    }
  }
  return rows;
}

/** What one query of the catalog says of one schema: a JSON array a line, in any order. */
export interface SchemaLines {
  /** Null: of what lives in no schema. */
  readonly schema: string | null;
  readonly lines: string;
}

/** The catalog without OIDs, one query after the other, for {@link factsOfLines}. The schema's own name is left out where it is a field. */
export async function* readCatalogBySchema(
  database: Asked,
  optional: readonly OptionalFacts[],
): AsyncGenerator<readonly SchemaLines[]> {
  for (const sql of queriesOf(database, optional)) {
    yield database.query<SchemaLines>(
      `SELECT schema, string_agg(json_build_array(object, relation, CASE WHEN object <> 'schema' THEN name END,
         implied, attributes)::text, E'\n') AS lines FROM (${sql}) q GROUP BY schema`,
    );
  }
}

/** @param lines of {@link readCatalogBySchema} */
export function factsOfLines({ schema, lines }: SchemaLines): Fact[] {
  const rows = JSON.parse(`[${lines.replaceAll("\n", ",")}]`) as [
    CatalogObject,
    string | null,
    string | null,
    boolean,
    Readonly<Record<string, string>>,
  ][];
  return rows.map(([object, relation, name, implied, attributes]) => ({
    object,
    schema,
    relation,
    name: name ?? schema ?? "",
    id: "",
    implied,
    attributes: attributesOf(attributes),
  }));
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
