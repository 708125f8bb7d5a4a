import type { Survey } from "../migrations/survey.ts";
import type { DriftOptions } from "./drift.ts";
import type { FoundDifference } from "./drift-report.ts";
import type { Checkout } from "./history/part.ts";
import { doesNotApply, type Outcome } from "./outcome.ts";

/** The schema file of the target's tool against its migrations. */
export async function schemaOf(
  { surveyed }: Checkout,
  _found: Survey,
  _options: DriftOptions,
): Promise<Outcome<FoundDifference>> {
  return doesNotApply(`a schema file of ${surveyed.target.tool} is not checked`);
}
