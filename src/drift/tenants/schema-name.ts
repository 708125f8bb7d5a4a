/** The schema of a tenant in the texts of a catalog, and another name in its place. */

import { quoted } from "../../sql/quote.ts";
import type { Fact } from "../catalog/fact.ts";
import type { FoundDifference } from "../drift-report.ts";

/** Stands for the schema of each tenant: no schema is called so, and PostgreSQL writes it without quotes. */
export const ANY_TENANT = "lockgate_any_tenant";

/** Replaces `schema.` where it qualifies a name, quoted or not. */
export function renamer(schema: string, to: string): (text: string) => string {
  const written = [...new Set([schema, quoted(schema)])].map((name) =>
    name.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&"),
  );
  const qualifier = new RegExp(`(?<![\\w$".])(?:${written.join("|")})\\.`, "g");
  return (text) => (text.includes(schema) ? text.replace(qualifier, () => to) : text);
}

/** A fact of one tenant as if its schema had the name of all. */
export function asAnyTenant(fact: Fact, rename: (text: string) => string): Fact {
  const attributes = Object.entries(fact.attributes).map(([name, text]) => [name, rename(text)] as const);
  return {
    ...fact,
    schema: ANY_TENANT,
    name: fact.object === "schema" ? ANY_TENANT : rename(fact.name),
    attributes: Object.fromEntries(attributes),
  };
}

/** A difference that several tenants share, as it is true of each: `*.orders.total`, and SQL for a session of its schema. */
export function forEveryTenant(difference: FoundDifference, schema: string): FoundDifference {
  const [named, bare] = [renamer(schema, "*."), renamer(schema, "")];
  const { name, relation, message, expected, actual, sql, next } = difference;
  return {
    ...difference,
    name: difference.object === "schema" && name === schema ? "*" : named(name),
    relation: relation === null ? null : named(relation),
    message: named(message),
    next: bare(next),
    expected: expected === null ? null : bare(expected),
    actual: actual === null ? null : bare(actual),
    sql: sql === null ? null : bare(sql),
  };
}
