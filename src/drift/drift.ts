import { UsageError } from "../migrations/failure.ts";
import { endReady } from "../shadow/engines/open-shadow.ts";
import { ShadowRefused } from "../shadow/engines/shadow.ts";
import { type DriftResult, driftResult } from "./drift-result.ts";
import { type DriftOptions, type DriftRun, startRun } from "./drift-run.ts";
import { driftReport, type TargetOutcomes } from "./outcomes-report.ts";
import { checkTarget } from "./target.ts";

export type { DriftResult } from "./drift-result.ts";
export type { DriftOptions } from "./drift-run.ts";

/**
 * Whether history, catalog and schema file still agree.
 *
 * @throws {UsageError} for what the user has to fix first, a refused shadow included.
 */
export async function drift(options: DriftOptions): Promise<DriftResult> {
  try {
    const run = await startRun(options);
    if (run.targets.length === 0) return nothingFound(run);
    const outcomes: TargetOutcomes[] = [];
    for (const target of run.targets) outcomes.push(await checkTarget(run, target));
    return driftResult(driftReport(outcomes, run.databases, run.share));
  } catch (error) {
    if (error instanceof ShadowRefused) throw new UsageError(error.message, error.hint);
    throw error;
  } finally {
    await endReady();
  }
}

function nothingFound({ others, share }: DriftRun): DriftResult {
  const said = ["no PostgreSQL migrations found", ...others.map(({ dir, reason }) => `${dir}: ${reason}`)];
  return driftResult(driftReport([], [], share), said);
}
