/** The only exit policy: what a report means for the gate. */
import type { DriftState } from "../drift/drift-report.ts";
import type { Level } from "../rule.ts";

export const VERDICTS = ["pass", "fail", "incomplete"] as const;

/** `incomplete`: something could not be read, parsed or rehearsed; it comes before `fail`. */
export type Verdict = (typeof VERDICTS)[number];

export const FAIL_ON = ["error", "warning", "never"] as const;
export type FailOn = (typeof FAIL_ON)[number];

const FAILS: Readonly<Record<FailOn, readonly Level[]>> = {
  error: ["error"],
  warning: ["error", "warning"],
  never: [],
};

/** Whether a finding fails the gate by itself. */
export function fails(level: Level, failOn: FailOn): boolean {
  return FAILS[failOn].includes(level);
}

/** Whether it fails the gate, or would by default. */
export function isSerious(level: Level, failOn: FailOn): boolean {
  return level === "error" || fails(level, failOn);
}

/** What decides: of a report, or of what becomes one. */
interface Outcome {
  readonly findings: readonly { readonly level: Level }[];
  readonly unanalyzed: readonly unknown[];
  readonly drift: { readonly verdict: DriftState } | null;
}

/**
 * What was not analysed comes before what was found: a gate that saw only a part of a change fails closed. Drift weighs
 * as an error does.
 */
export function verdictOf({ findings, unanalyzed, drift }: Outcome, failOn: FailOn): Verdict {
  const state = drift?.verdict ?? "clean";
  if (unanalyzed.length > 0 || state === "error" || state === "not-checked") return "incomplete";
  const hasDrifted = state === "drifted" && fails("error", failOn);
  return hasDrifted || findings.some(({ level }) => fails(level, failOn)) ? "fail" : "pass";
}

/** Exit codes of `check`. A usage or configuration error is 2, no migrations found 3: neither has a report. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { pass: 0, fail: 1, incomplete: 4 };
