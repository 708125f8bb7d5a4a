import { type DrizzleSchema, drizzleConfigFor } from "../../migrations/tools/drizzle/config.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { compareMigrations, type SchemaComparison } from "./comparison.ts";
import type { Advice } from "./describe-changes.ts";
import { generate } from "./drizzle-kit.ts";
import { installedPackages } from "./installed-packages.ts";

/**
 * The schema of a Drizzle target against its migrations: what drizzle-kit would generate. That runs the repository's own
 * TypeScript.
 */
export async function compareDrizzle(run: DriftRun, checkout: DriftTarget): Promise<SchemaComparison> {
  const { folder, target } = checkout.surveyed;
  const { root, tree } = run;
  const { schema } = await drizzleConfigFor(tree, target.dir);
  if (schema === null)
    return {
      reason: `no drizzle.config names ${target.dir} and its schema in plain strings: none is executed`,
    };
  const [kit] = installedPackages(root, target.dir, ["drizzle-kit"]);
  if (kit === undefined)
    return { reason: "drizzle-kit is not installed here: install the repository's packages (npm ci)" };
  const generated = await generate(kit, schema, root, target.dir);
  if ("reason" in generated) return generated;
  if (generated.sql === null) return { differences: [asksForNames(schema)], before: 0, note: NO_BASE };
  if (generated.sql === "") return { differences: [], before: 0, note: null };
  const { sql } = folder.read({ id: "", path: "", version: "" }, generated.sql);
  const comparison = await compareMigrations(run, checkout, { tree, advice: ADVICE }, async () => sql);
  return "reason" in comparison ? comparison : { ...comparison, note: NO_BASE };
}

const NO_BASE = "not compared with the base, whose TypeScript is not checked out";

const ADVICE: Advice = {
  generate: "npx drizzle-kit generate",
  named: (name) => `npx drizzle-kit generate --name ${name.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`,
  keepName: (name) => `the name "${name}"`,
  bringBack: "bring it back into the schema file",
  byHand: () => null,
};

/** drizzle-kit stops and asks whether what is gone and what is new are one thing: then there is no migration of it. */
function asksForNames({ config, files }: DrizzleSchema): FoundDifference {
  const name = files.join(", ");
  return {
    kind: "changed",
    object: "schema file",
    name,
    relation: null,
    expected: null,
    actual: null,
    message: `${name} (${config}) has no migration of its last change: drizzle-kit asks whether something was renamed`,
    next: "run `npx drizzle-kit generate`",
    sql: null,
  };
}
