/** What is to be replaced, by what a check found. */
import type { Finding } from "../judge/finding.ts";
import { type FailOn, isSerious } from "../judge/verdict.ts";
import { type RemedyForm, reasonLeft } from "../rule.ts";
import type { Replacement } from "./changed.ts";
import type { LeftFinding } from "./fix-report.ts";

/** A finding with what may take the place of its statement. */
export interface Wanted {
  readonly finding: Finding;
  readonly replacement: Replacement;
}

export interface Chosen {
  readonly wanted: readonly Wanted[];
  /** Their steps are shown and never written: code is released in between, or the file may not be changed. */
  readonly planned: readonly Wanted[];
  /** Those that fail the check and have no safe form, the planned ones among them. */
  readonly left: readonly LeftFinding[];
  /** The findings that `left` tells of. */
  readonly stay: readonly Finding[];
}

export interface ChooseOptions {
  readonly findings: readonly Finding[];
  /** By the finding's fingerprint. */
  readonly forms: ReadonlyMap<string, RemedyForm>;
  readonly failOn: FailOn;
  /** Why the migration at this path may not be changed; null: it may. */
  refusal(path: string): string | null;
}

export function choose({ findings, forms, failOn, refusal }: ChooseOptions): Chosen {
  const wanted: Wanted[] = [];
  const planned: Wanted[] = [];
  const stay: Finding[] = [];
  const left: LeftFinding[] = [];
  for (const finding of findings) {
    const { path, fingerprint } = finding;
    if (!isSerious(finding.level, failOn)) continue;
    const form = forms.get(fingerprint) ?? {};
    const replacement = replacementOf(form);
    const refused = path === null ? null : refusal(path);
    if (path !== null && replacement !== null) {
      if (form.plan === undefined && refused === null) {
        wanted.push({ finding, replacement });
        continue;
      }
      planned.push({ finding, replacement });
    }
    stay.push(finding);
    left.push(leave(finding, refused ?? reasonLeft(form) ?? MORE_PARTITIONS));
  }
  return { wanted, planned, left, stay };
}

const MORE_PARTITIONS = "it has more partitions than a remedy writes out";

export function leave({ rule, path, line }: Finding, reason: string): LeftFinding {
  return { rule, path, line, reason };
}

function replacementOf({ steps, apart, left }: RemedyForm): Replacement | null {
  if (left !== undefined) return null;
  if (steps?.some(({ omitted }) => omitted !== undefined)) return null;
  if (steps !== undefined) return { kind: "steps", steps };
  return apart ? { kind: "apart" } : null;
}
