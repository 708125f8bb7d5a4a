import type { Finding } from "../judge/finding.ts";
import type { Wanted } from "./choose.ts";
import type { FixedMigration, FixStep } from "./fix-report.ts";
import type { LaidOut } from "./layout.ts";

/** A migration with its proven steps. */
export function provenMigration(
  { changed, steps }: LaidOut,
  fixed: readonly Finding[],
  proofOf: (path: string | null) => FixStep["proof"],
  onRows: boolean,
): FixedMigration {
  const { path } = changed.migration;
  return {
    path,
    findings: fixed.filter((finding) => finding.path === path).map(shown),
    steps: steps.map(({ pieces: _, isAhead: __, ...step }) => ({ ...step, proof: proofOf(step.path) })),
    ...(onRows ? { rows: "equal" } : {}),
  };
}

/** A migration with steps that somebody has to write: nothing of them is proven. */
export function plannedMigration(path: string, wanted: readonly Wanted[]): FixedMigration {
  return {
    path,
    planned: true,
    findings: wanted.map(({ finding }) => shown(finding)),
    steps: wanted.flatMap(({ replacement }) =>
      replacement.kind === "steps" ? plannedSteps(replacement.steps) : [],
    ),
  };
}

function plannedSteps(steps: Extract<Wanted["replacement"], { kind: "steps" }>["steps"]): FixStep[] {
  let phase: FixStep["phase"] = "this release";
  return steps.map(({ sql, outside, when }) => {
    if (when !== undefined) phase = "next release";
    const words = when ?? (outside === "before they run" ? undefined : outside);
    const step: FixStep = {
      path: null,
      sql: sql.map((one) => `${one};\n`).join(""),
      phase: outside === undefined ? phase : "outside",
      ...(words === undefined ? {} : { when: words }),
      proof: { schema: "not compared", findings: 1 },
    };
    // A release does not stop in the middle for what is done by hand.
    if (outside !== undefined && outside !== "before they run") phase = "next release";
    return step;
  });
}

function shown({ rule, line, message, fingerprint }: Finding): FixedMigration["findings"][number] {
  return { rule, line, message, fingerprint };
}
