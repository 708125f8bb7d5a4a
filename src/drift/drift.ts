import { UsageError } from "../migrations/failure.ts";
import { ShadowRefused } from "../shadow/engines/shadow.ts";
import type { DriftReport } from "./drift-report.ts";
import { type DriftOptions, type DriftRun, startRun } from "./drift-run.ts";
import { checkTarget, driftReport, type TargetOutcomes } from "./target.ts";

export type { DriftOptions } from "./drift-run.ts";

export interface DriftResult {
  readonly report: DriftReport;
  /** Of the contract: 0 clean, 1 drifted, 3 no migrations found, 4 not checked or error. */
  readonly exit: number;
  /** Lines for stderr: why there was nothing to check. */
  readonly said: readonly string[];
}

const EXIT_CODES = { clean: 0, drifted: 1, "not-checked": 4, error: 4 } as const;

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
    const report = driftReport(outcomes, run.databases);
    return { report, exit: EXIT_CODES[report.verdict], said: [] };
  } catch (error) {
    if (error instanceof ShadowRefused) throw new UsageError(error.message, error.hint);
    throw error;
  }
}

function nothingFound({ others }: DriftRun): DriftResult {
  const said = ["no PostgreSQL migrations found", ...others.map(({ dir, reason }) => `${dir}: ${reason}`)];
  const report = { schema: "lockgate/drift@1", verdict: "not-checked", targets: [], databases: [] } as const;
  return { report, exit: 3, said };
}
