import { qualified, quoted } from "../../sql/quote.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { Pair } from "./compare-facts.ts";
import type { CatalogObject, Fact } from "./fact.ts";
import { labelsOf } from "./fact-text.ts";

/**
 * SQL that makes the one side like the other: what to run on the live database for what it lacks, and else what to put
 * into a migration to keep what somebody changed by hand. Null where no single statement does it.
 */
export function repairSql({ expected, actual, attributes }: Pair): string | null {
  if (actual === null) return expected === null ? null : createSql(expected);
  if (expected === null) return createSql(actual);
  return isUnvalidated(expected, actual) ? validateSql(actual) : alterSql(expected, actual, attributes);
}

/** What a reader does about a difference, and the SQL for it where it is known. */
export type NextStep = Pick<FoundDifference, "next" | "sql" | "purpose">;

/** @param mark how a migration is marked as applied with the tool at hand: "run `...`". */
export function nextStep(pair: Pair, mark: string): NextStep {
  const { expected, actual } = pair;
  const sql = repairSql(pair);
  if (actual === null) {
    const how = sql === null ? "make it as the migrations do" : "run its SQL on the database";
    return { next: `to bring it back, ${how}`, sql, purpose: "bring it back" };
  }
  if (actual.attributes.validity === "INVALID") {
    return {
      next: "it serves no query and slows every write: rebuild it, or drop it",
      sql: rebuildSql(actual),
    };
  }
  if (expected !== null && isUnvalidated(expected, actual)) {
    return { next: "the rows from before were never checked: run its SQL on the database", sql };
  }
  const what =
    sql !== null
      ? "put its SQL into a new migration"
      : expected === null && actual.object === "table"
        ? `put what \`pg_dump --schema-only --no-owner -t '${qualified(actual.schema, actual.name)}'\` prints into a new migration`
        : "make the same change in a new migration";
  const next = `to keep it, ${what} and mark that as applied: ${mark}; else undo it in the database`;
  return { next, sql, purpose: "keep it" };
}

function isUnvalidated(expected: Fact, actual: Fact): boolean {
  return expected.attributes.validity === undefined && actual.attributes.validity === "NOT VALID";
}

type Maker = (fact: Fact) => string | null;

const MAKERS: Partial<Record<CatalogObject, Maker>> = {
  schema: ({ name }) => `CREATE SCHEMA ${quoted(name)};`,
  extension: ({ name }) => `CREATE EXTENSION ${quoted(name)};`,
  column: (fact) => `ALTER TABLE ${tableOf(fact)} ADD COLUMN ${quoted(fact.name)} ${columnOf(fact)};`,
  constraint: (fact) => `ALTER TABLE ${tableOf(fact)} ADD ${constraintOf(fact)};`,
  "domain constraint": (fact) => `ALTER DOMAIN ${tableOf(fact)} ADD ${constraintOf(fact)};`,
  view: ({ schema, name, attributes }) =>
    `CREATE VIEW ${qualified(schema, name)} AS ${statement(attributes.definition)}`,
  "materialized view": ({ schema, name, attributes }) =>
    `CREATE MATERIALIZED VIEW ${qualified(schema, name)} AS ${statement(attributes.definition)}`,
  enum: ({ schema, name, attributes }) =>
    `CREATE TYPE ${qualified(schema, name)} AS ENUM (${attributes.labels ?? ""});`,
  "composite type": ({ schema, name, attributes }) =>
    `CREATE TYPE ${qualified(schema, name)} AS (${attributes.attributes ?? ""});`,
  policy: policyOf,
};

function createSql(fact: Fact): string | null {
  const make = MAKERS[fact.object];
  if (make) return make(fact);
  // Indexes, triggers, routines, rules and statistics objects are told as the statement that makes them.
  const { definition } = fact.attributes;
  return definition?.startsWith("CREATE ") ? statement(definition) : null;
}

function alterSql(expected: Fact, actual: Fact, attributes: readonly string[]): string | null {
  if (actual.object === "enum") return addedLabels(expected, actual);
  if (actual.object === "column") return alterColumn(actual, attributes);
  if (attributes.includes("row level security")) {
    const state = actual.attributes["row level security"] === undefined ? "DISABLE" : "ENABLE";
    return `ALTER TABLE ${tableOf(actual)} ${state} ROW LEVEL SECURITY;`;
  }
  if (actual.object === "view") return createSql(actual)?.replace(/^CREATE/, "CREATE OR REPLACE") ?? null;
  if (actual.object === "function" || actual.object === "procedure") return createSql(actual);
  return null;
}

function alterColumn(actual: Fact, attributes: readonly string[]): string | null {
  const { type, nullability, default: value } = actual.attributes;
  const changes: Readonly<Record<string, string>> = {
    type: `TYPE ${type}`,
    nullability: nullability === undefined ? "DROP NOT NULL" : "SET NOT NULL",
    default: value === undefined ? "DROP DEFAULT" : `SET DEFAULT ${value}`,
  };
  const commands = attributes.map((name) => changes[name]);
  if (commands.some((command) => command === undefined)) return null;
  const column = quoted(actual.name);
  return `ALTER TABLE ${tableOf(actual)} ${commands.map((command) => `ALTER COLUMN ${column} ${command}`).join(", ")};`;
}

function addedLabels(expected: Fact, actual: Fact): string | null {
  const known = new Set(labelsOf(expected.attributes.labels ?? ""));
  const labels = labelsOf(actual.attributes.labels ?? "");
  const added = labels.filter((label) => !known.has(label));
  if (added.length === 0 || labels.length - added.length < known.size) return null;
  return added
    .map((label) => {
      const before = labels[labels.indexOf(label) - 1];
      const place = before === undefined ? ` BEFORE ${labels[1]}` : ` AFTER ${before}`;
      return `ALTER TYPE ${qualified(actual.schema, actual.name)} ADD VALUE ${label}${place};`;
    })
    .join(" ");
}

function validateSql(fact: Fact): string {
  const alter = fact.object === "domain constraint" ? "DOMAIN" : "TABLE";
  return `ALTER ${alter} ${tableOf(fact)} VALIDATE CONSTRAINT ${quoted(fact.name)};`;
}

function rebuildSql({ schema, name }: Fact): string {
  const index = qualified(schema, name);
  return `REINDEX INDEX CONCURRENTLY ${index}; -- or: DROP INDEX CONCURRENTLY ${index};`;
}

function columnOf({ attributes }: Fact): string {
  const { type, collation, nullability, default: value, expression, generated, identity } = attributes;
  const parts = [
    type,
    collation && `COLLATE ${collation}`,
    expression && `GENERATED ALWAYS AS (${expression}) ${generated?.toUpperCase()}`,
    identity && `GENERATED ${identity.toUpperCase()} AS IDENTITY`,
    nullability && "NOT NULL",
    value && `DEFAULT ${value}`,
  ];
  return parts.filter(Boolean).join(" ");
}

function constraintOf({ name, attributes }: Fact): string {
  const validity = attributes.validity === "NOT VALID" ? " NOT VALID" : "";
  return `CONSTRAINT ${quoted(name)} ${attributes.definition}${validity}`;
}

function policyOf({ name, schema, relation, attributes }: Fact): string {
  const { command, kind, roles, using, "with check": check } = attributes;
  const parts = [
    `CREATE POLICY ${quoted(name)} ON ${qualified(schema, relation ?? "")}`,
    kind && `AS ${kind.toUpperCase()}`,
    `FOR ${command}`,
    `TO ${roles}`,
    using && `USING (${using})`,
    check && `WITH CHECK (${check})`,
  ];
  return `${parts.filter(Boolean).join(" ")};`;
}

function tableOf({ schema, relation }: Fact): string {
  return qualified(schema, relation ?? "");
}

function statement(sql = ""): string {
  return `${sql.replace(/;$/, "")};`;
}
