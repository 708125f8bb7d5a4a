import type { Unanalyzed } from "../judge/finding.ts";
import type { Selection } from "../migrations/selection.ts";
import type { Rehearsal, RehearseOptions } from "../shadow/rehearse/rehearsal.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import type { Past } from "./past.ts";

export type ShadowOptions = Pick<
  RehearseOptions,
  "platform" | "shadow" | "live" | "cache" | "liveObjects" | "signal" | "onProgress" | "witness" | "attending"
>;

export interface RehearseSelectionResult {
  /** What was seen, or a sentence on why there was nothing to see. */
  readonly rehearsal: Rehearsal | string;
  /** A shadow that was asked for and failed. */
  readonly unanalyzed: readonly Unanalyzed[];
}

const NO_HISTORY = "Judged without rehearsal: nothing in the repository comes before it.";

/** Rehearses what is judged of one target. A shadow that cannot be had is a result; a signal that ends it throws. */
export async function rehearseSelection(
  selection: Selection,
  scheduled: readonly ScheduledMigration[],
  past: Past,
  options: ShadowOptions,
): Promise<RehearseSelectionResult> {
  if (past.isMissing) return { rehearsal: NO_HISTORY, unanalyzed: [] };
  const [{ rehearse }, { ShadowUnavailable }] = await Promise.all([
    import("../shadow/rehearse/rehearse.ts"),
    import("../shadow/engines/shadow.ts"),
  ]);
  const { target, grouping } = selection;
  const input: RehearseOptions = {
    ...options,
    // It is the first of the scheduled migrations.
    prelude: null,
    scheduled,
    grouping,
    extensions: target.extensions,
    outside: past,
    gaps: target.gaps,
    // Each migration of a history ran before what production has now was made.
    liveObjects: grouping === "one change" ? (options.liveObjects ?? []) : [],
  };
  try {
    return { rehearsal: await rehearse(input), unanalyzed: [] };
  } catch (error) {
    if (!(error instanceof ShadowUnavailable)) throw error;
    const hint = error.hint === null ? "" : ` (${error.hint})`;
    const reason = `cannot be rehearsed: ${error.message}${hint}`;
    const paths = scheduled.filter(({ judged }) => judged).map(({ migration }) => migration.path);
    return {
      rehearsal: `Judged without rehearsal: ${error.message}.`,
      unanalyzed: paths.slice(0, 1).map((path) => ({ path, line: null, reason })),
    };
  }
}
