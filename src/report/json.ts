import driftSchema from "../../schema/drift.schema.json" with { type: "json" };
import fixSchema from "../../schema/fix.schema.json" with { type: "json" };
import locksSchema from "../../schema/locks.schema.json" with { type: "json" };
import reportSchema from "../../schema/report.schema.json" with { type: "json" };
import type { DriftReport } from "../drift/drift-report.ts";
import type { FixReport } from "../fix/fix-report.ts";
import type { Locks } from "./locks-report.ts";
import { printJson } from "./print-json.ts";
import type { Report } from "./report.ts";

/** `check --format json`: the contract of schema/report.schema.json. */
export function renderJson(report: Report): string {
  return printPublished(report, reportSchema);
}

/** `drift --format json`: the contract of schema/drift.schema.json. */
export function renderDriftJson(report: DriftReport): string {
  return printPublished(report, driftSchema);
}

/** `fix --format json`: the contract of schema/fix.schema.json. */
export function renderFixJson(report: FixReport): string {
  return printPublished(report, fixSchema);
}

/** `locks --format json`: the contract of schema/locks.schema.json. */
export function renderLocksJson(locks: Locks): string {
  return printPublished(locks, locksSchema);
}

/** As much of JSON Schema as the published schemas use for objects. */
interface JsonSchema {
  readonly type?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly const?: unknown;
}

/** The keys that the schema names, in its order: the same bytes whoever made the value. */
function printPublished(value: object, schema: JsonSchema): string {
  return printJson(published(value, schema, schema.$defs ?? {}));
}

function published(value: unknown, schema: JsonSchema, defs: NonNullable<JsonSchema["$defs"]>): unknown {
  const { items = {}, anyOf, oneOf, $ref } = schema;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => published(item, items, defs));
  if ($ref !== undefined) return published(value, defs[$ref.replace("#/$defs/", "")] ?? {}, defs);
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) {
    return published(value, alternatives.find((one) => describes(one, value)) ?? {}, defs);
  }
  const keys = Object.entries(schema.properties ?? {});
  const read = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(keys.map(([key, inner]) => [key, published(read[key], inner, defs)]));
}

/** Of alternatives, the one for an object: variants differ in a constant key, such as an effect's kind. */
function describes({ $ref, properties, required = [] }: JsonSchema, value: object): boolean {
  if (properties === undefined) return $ref !== undefined;
  const read = value as Readonly<Record<string, unknown>>;
  return Object.entries(properties).every(
    ([key, { const: only }]) => only === undefined || !required.includes(key) || only === read[key],
  );
}
