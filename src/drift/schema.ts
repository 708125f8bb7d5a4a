import type { Survey } from "../migrations/survey.ts";
import type { DriftOptions } from "./drift.ts";
import type { FoundDifference } from "./drift-report.ts";
import type { Checkout } from "./history/part.ts";
import { checked, doesNotApply, notChecked, type Outcome } from "./outcome.ts";
import { comparePrisma } from "./schema/prisma.ts";

/** The schema file of the target's tool against its migrations. */
export async function schemaOf(
  checkout: Checkout,
  found: Survey,
  options: DriftOptions,
): Promise<Outcome<FoundDifference>> {
  const { folder, target } = checkout.surveyed;
  const { requireSchema, noInstalledCode = null, databases } = options;
  const cannot = (reason: string): Outcome<FoundDifference> =>
    requireSchema ? notChecked(reason) : doesNotApply(reason);
  if (target.tool !== "prisma")
    return cannot(`a schema file of ${target.tool} is not compared with its migrations`);
  // Whatever is said of the rest: a format that is not read is never passed.
  if (folder.notRead !== null) return notChecked(folder.notRead);
  if (noInstalledCode !== null)
    return cannot(`the engine that compares is the repository's own: ${noInstalledCode}`);
  const compared = await comparePrisma(checkout, found, {
    ...options,
    root: found.root,
    live: databases[0]?.url ?? null,
  });
  if ("reason" in compared) return cannot(compared.reason);
  const { differences, before, note } = compared;
  const were = before === 1 ? "difference was" : "differences were";
  return checked(differences, before === 0 ? note : `${before} ${were} there before, and not counted`);
}
