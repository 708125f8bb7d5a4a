import { OWN_TABLES } from "../../migrations/tools/own-tables.ts";
import { type Fact, type Facts, nameOf, relationOf } from "./fact.ts";
import { isForeignSchema } from "./known-objects.ts";

/** What of a catalog is not compared, beyond the rules of this file. */
export interface Scope {
  /** Only these schemas; null: every one that is not ignored by rule. */
  readonly schemas: readonly string[] | null;
  /** Names that are not compared: `schema.name` with `*` for anything. They cover what belongs to a table, too. */
  readonly ignore: readonly string[];
  /** Schemas of the platform, also where the shadow has them before the first migration. */
  readonly platform: readonly string[];
  /** Extensions that the shadow lacks: it cannot be said whether the migrations make them. */
  readonly unavailable: readonly string[];
  /** The history table of the target's tool. */
  readonly history: { readonly schema: string; readonly table: string } | null;
}

/** Which facts are left out on both sides, of the database as the migrations make it and of the live one. */
export function ignoredFacts(expected: Facts, actual: Facts, scope: Scope): (fact: Fact) => boolean {
  const foreign = foreignSchemas(expected, actual, scope);
  const isForeign = (schema: string) => scope.schemas?.includes(schema) === false || foreign.has(schema);
  const patterns = scope.ignore.map(asRegExp);
  const isNamed = (name: string) => patterns.some((pattern) => pattern.test(name));
  return (fact) => {
    const schema = fact.object === "event trigger" ? schemaOfFunction(fact) : fact.schema;
    if (schema !== null && isForeign(schema)) return true;
    if (fact.object === "extension" && scope.unavailable.includes(fact.name)) return true;
    return isHistory(fact, scope) || isNamed(nameOf(fact)) || isNamed(relationOf(fact) ?? "");
  };
}

/** Schemas that no migration makes and that are known, or that hold a history of their own: another project's. */
function foreignSchemas(expected: Facts, actual: Facts, { platform, history }: Scope): ReadonlySet<string> {
  // public is there before any migration.
  const made = new Set(
    [...expected.values()].flatMap(({ object, schema }) => (object === "schema" ? [] : [schema])),
  );
  for (const { object, name } of expected.values())
    if (object === "schema" && name !== "public") made.add(name);
  if (history === null || history.schema === "public") made.add("public");
  const foreign = new Set(platform);
  for (const { schema, relation } of actual.values()) {
    if (schema === null || made.has(schema)) continue;
    if (isForeignSchema(schema) || (relation !== null && OWN_TABLES.has(relation))) foreign.add(schema);
  }
  return foreign;
}

function isHistory({ schema, relation, name, object }: Fact, { history }: Scope): boolean {
  if (relation !== null && OWN_TABLES.has(relation)) return true;
  if (history === null || schema !== history.schema) return false;
  // A sequence that the tool's table uses without owning it.
  return relation === history.table || (object === "sequence" && name.startsWith(`${history.table}_`));
}

function schemaOfFunction({ attributes }: Fact): string | null {
  return attributes.function?.split(".")[0] ?? null;
}

function asRegExp(pattern: string): RegExp {
  const literals = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`);
}
