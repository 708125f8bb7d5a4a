import type { ToolId } from "../../migrations/migration.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { compared, NO_DATABASE, notApplicable, notChecked, type Outcome, type Outcomes } from "../outcome.ts";
import type { SchemaComparison } from "../schema/comparison.ts";
import { compareDrizzle } from "../schema/drizzle.ts";
import { comparePrisma } from "../schema/prisma.ts";
import { outcomeOf } from "../schema/schema-check.ts";

/** The schema file of the target's tool against its migrations. */
export async function schemaPart(run: DriftRun, target: DriftTarget): Promise<Outcomes<FoundDifference>> {
  return new Map([[NO_DATABASE, await compareSchema(run, target)]]);
}

async function compareSchema(run: DriftRun, checkout: DriftTarget): Promise<Outcome<FoundDifference>> {
  const { folder, target } = checkout.surveyed;
  const { requireSchema, noInstalledCode = null } = run.options;
  const cannot = requireSchema ? notChecked : notApplicable;
  const check = run.options.schemaChecks?.get(target.dir);
  if (check !== undefined) return outcomeOf(check, target.dir);
  if (target.isCaptured && run.options.captureChain !== undefined) {
    const captured = await run.options.captureChain(checkout.surveyed);
    if (typeof captured === "string") return cannot(captured);
    if (captured.schemaCheck !== null) return outcomeOf(captured.schemaCheck, target.dir);
    return cannot("the target has no schemaCheck");
  }
  const compare = COMPARISONS[target.tool];
  if (compare === undefined)
    return cannot(`a schema file of ${target.tool} is not compared with its migrations`);
  // Whatever is said of the rest: a format that is not read is never passed.
  if (folder.notRead !== null) return notChecked(folder.notRead);
  if (noInstalledCode !== null)
    return cannot(`what compares is the repository's own installation: ${noInstalledCode}`);
  // Prisma's engine is held by its host; drizzle-kit runs the repository's own code, which somebody has to ask for.
  if (target.tool === "drizzle" && !requireSchema) return notApplicable(ASK_FOR_IT);
  const comparison = await compare(run, checkout);
  if ("reason" in comparison) return cannot(comparison.reason);
  const { differences, before, note } = comparison;
  const were = before === 1 ? "difference was" : "differences were";
  return compared(differences, before === 0 ? note : `${before} ${were} there before, and not counted`);
}

const COMPARISONS: Partial<
  Record<ToolId, (run: DriftRun, checkout: DriftTarget) => Promise<SchemaComparison>>
> = {
  prisma: comparePrisma,
  drizzle: compareDrizzle,
};

const ASK_FOR_IT =
  "drizzle's schema is code: drizzle-kit runs it only where the config asks for it (drift.requireSchema: true)";
