import type { DriftReport } from "./drift-report.ts";

export interface DriftResult {
  readonly report: DriftReport;
  /** Of the contract: 0 clean, 1 drifted, 3 no migrations found, 4 not checked or error. */
  readonly exit: number;
  /** Lines for stderr: why there was nothing to check. */
  readonly said: readonly string[];
}

const EXIT_CODES = { clean: 0, drifted: 1, "not-checked": 4, error: 4 } as const;

/** No migrations were found. */
const EXIT_NOTHING = 3;

export function driftResult(report: DriftReport, said: readonly string[] = []): DriftResult {
  const isNothing = report.targets.length === 0 && report.verdict !== "error";
  return { report, exit: isNothing ? EXIT_NOTHING : EXIT_CODES[report.verdict], said };
}
