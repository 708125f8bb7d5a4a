/** What a check of the new files says of them. */
import type { Finding } from "../judge/finding.ts";
import { type FailOn, fails } from "../judge/verdict.ts";
import type { Statement } from "../sql/statement.ts";
import type { LaidOut, LaidStep } from "./layout.ts";

/** A finding that was not there before, and the statement of the changed file that it comes from; null: from none. */
export interface Obstacle {
  readonly finding: Finding;
  readonly laid: LaidOut | null;
  readonly statement: Statement | null;
  /** The statement stands there as it stood, only elsewhere. */
  readonly isUnchanged: boolean;
}

/** By what a finding is known wherever its statement stands. */
function keyOf(rule: string, path: string | null, text: string): string {
  return JSON.stringify([rule, path, text.replace(/\s+/g, " ").trim()]);
}

/**
 * The errors of a check that were none before, and those that were to go.
 *
 * @param texts of the statements of a migration, by its path
 * @param expected findings that stay
 */
export function obstaclesIn(
  findings: readonly Finding[],
  laidOut: readonly LaidOut[],
  texts: (path: string) => readonly string[],
  { expected, textsBefore, failOn }: {
    readonly expected: readonly Finding[];
    textsBefore(path: string): readonly string[];
    readonly failOn: FailOn;
  },
): Obstacle[] {
  const known = new Set(expected.map(({ rule, path, statement }) =>
    keyOf(rule, path, path === null || statement === null ? "" : (textsBefore(path)[statement] ?? "")),
  ));
  return findings
    .filter(({ level }) => level === "error" || fails(level, failOn))
    .flatMap((finding): Obstacle[] => {
      const { path, rule, statement } = finding;
      const laid = laidOut.find(({ steps }) => steps.some((step) => step.path !== null && step.path === path)) ?? null;
      const step = laid?.steps.find((one) => one.path === path);
      const piece = step === undefined || statement === null ? undefined : pieceAt(step, statement);
      const text = path === null || statement === null ? "" : (texts(path)[statement] ?? "");
      const from = laid?.changed.migration.path ?? path;
      if (known.has(keyOf(rule, from, piece?.sql === null ? piece.statement.text : text))) return [];
      return [
        { finding, laid, statement: piece?.statement ?? null, isUnchanged: piece?.sql === null },
      ];
    });
}

/** The piece that the statement with this index of the step's file comes from. */
function pieceAt({ pieces }: LaidStep, index: number): LaidStep["pieces"][number] | undefined {
  let at = 0;
  for (const piece of pieces) {
    at += piece.sql?.length ?? 1;
    if (index < at) return piece;
  }
  return undefined;
}
