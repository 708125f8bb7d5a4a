import type { ToolId } from "../../migrations/migration.ts";
import type { Survey } from "../../migrations/survey.ts";
import type { Live } from "../../shadow/engines/server-identity.ts";
import type { DriftOptions } from "../drift.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { Checkout } from "../history/part.ts";
import { checked, doesNotApply, notChecked, type Outcome } from "../outcome.ts";
import { compareDrizzle } from "../schema/drizzle.ts";
import { comparePrisma } from "../schema/prisma.ts";

/** The schema file of the target's tool against its migrations. */
export async function schemaOf(
  checkout: Checkout,
  found: Survey,
  options: DriftOptions,
  /** What must never be taken for a shadow. */
  live: Live,
): Promise<Outcome<FoundDifference>> {
  const { folder, target } = checkout.surveyed;
  const { requireSchema, noInstalledCode = null } = options;
  const cannot = (reason: string): Outcome<FoundDifference> =>
    requireSchema ? notChecked(reason) : doesNotApply(reason);
  const compare = COMPARED[target.tool];
  if (compare === undefined)
    return cannot(`a schema file of ${target.tool} is not compared with its migrations`);
  // Whatever is said of the rest: a format that is not read is never passed.
  if (folder.notRead !== null) return notChecked(folder.notRead);
  if (noInstalledCode !== null)
    return cannot(`what compares is the repository's own installation: ${noInstalledCode}`);
  // Prisma's engine is held by its host; drizzle-kit runs the repository's own code, which somebody has to ask for.
  if (target.tool === "drizzle" && !requireSchema) return doesNotApply(ASK_FOR_IT);
  const compared = await compare(checkout, found, { ...options, root: found.root, live });
  if ("reason" in compared) return cannot(compared.reason);
  const { differences, before, note } = compared;
  const were = before === 1 ? "difference was" : "differences were";
  return checked(differences, before === 0 ? note : `${before} ${were} there before, and not counted`);
}

const COMPARED: Partial<Record<ToolId, typeof comparePrisma>> = {
  prisma: comparePrisma,
  drizzle: compareDrizzle,
};

const ASK_FOR_IT =
  "drizzle's schema is code: drizzle-kit runs it only where the config asks for it (drift.requireSchema: true)";
