/** What a check of the new files says of them. */
import type { Finding } from "../judge/finding.ts";
import { type FailOn, isSerious } from "../judge/verdict.ts";
import type { RemedyForm } from "../rule.ts";
import type { Statement } from "../sql/statement.ts";
import type { LaidOut, LaidStep } from "./layout.ts";

/** A check, as far as proofs go by it. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly forms: ReadonlyMap<string, RemedyForm>;
  /** What could not be read or run, in a sentence each. */
  readonly unanalyzed: readonly string[];
  /** The texts of the statements of a migration, by its path. */
  texts(path: string): readonly string[];
}

/** A finding that was not there before, and the statement of the changed file that it comes from; null: from none. */
export interface Obstacle {
  readonly finding: Finding;
  readonly form: RemedyForm;
  readonly laid: LaidOut | null;
  readonly statement: Statement | null;
  /** The statement stands as it stood, at most elsewhere. */
  readonly isUnchanged: boolean;
}

/**
 * The errors of a trial that were none before, and those that were to go.
 *
 * @param stay findings of the check before that are expected to stay
 */
export function obstaclesIn(
  trial: Checked,
  laidOut: readonly LaidOut[],
  {
    before,
    stay,
    failOn,
  }: { readonly before: Checked; readonly stay: readonly Finding[]; readonly failOn: FailOn },
): Obstacle[] {
  const known = new Set(stay.map((finding) => keyOf(finding, finding.path, textOf(before, finding))));
  return trial.findings.flatMap((finding): Obstacle[] => {
    if (!isSerious(finding.level, failOn)) return [];
    const laid =
      laidOut.find(({ steps }) => steps.some(({ path }) => path !== null && path === finding.path)) ?? null;
    const step = laid?.steps.find(({ path }) => path === finding.path);
    const piece = step && pieceAt(step, finding.statement);
    const isUnchanged = piece?.sql === null;
    const from = laid?.changed.migration.path ?? finding.path;
    const text = isUnchanged ? piece.statement.text : textOf(trial, finding);
    if (known.has(keyOf(finding, from, text))) return [];
    const form = trial.forms.get(finding.fingerprint) ?? {};
    return [{ finding, form, laid, statement: piece?.statement ?? null, isUnchanged }];
  });
}

/** By what a finding is known wherever its statement stands. */
function keyOf({ rule }: Finding, path: string | null, text: string): string {
  return JSON.stringify([rule, path, text.replace(/\s+/g, " ").trim()]);
}

function textOf(checked: Checked, { path, statement }: Finding): string {
  return path === null || statement === null ? "" : (checked.texts(path)[statement] ?? "");
}

/** The piece that the statement with this index of the step's file comes from. */
function pieceAt({ pieces }: LaidStep, index: number | null): LaidStep["pieces"][number] | undefined {
  let end = 0;
  if (index === null) return undefined;
  return pieces.find(({ sql }) => {
    end += sql?.length ?? 1;
    return index < end;
  });
}
