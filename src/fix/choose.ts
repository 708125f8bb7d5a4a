/** What is to be replaced, by what a check found. */
import type { Finding } from "../judge/finding.ts";
import { type FailOn, fails } from "../judge/verdict.ts";
import type { Step } from "../rule.ts";
import type { Replacement } from "./changed.ts";
import type { LeftFinding } from "./fix-report.ts";

/** A finding with what may take the place of its statement. */
export interface Wanted {
  readonly finding: Finding;
  readonly replacement: Replacement;
}

/** The findings that have a safe form, by the path of their migration, and those that fail the check and have none. */
export interface Chosen {
  readonly wanted: ReadonlyMap<string, readonly Wanted[]>;
  readonly left: readonly LeftFinding[];
}

export interface ChooseOptions {
  readonly findings: readonly Finding[];
  /** By the finding's fingerprint. */
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  readonly failOn: FailOn;
  /** Whether the migration at this path may be changed; a string: why not. */
  mayChange(path: string): true | string;
}

export function choose({ findings, steps, failOn, mayChange }: ChooseOptions): Chosen {
  const wanted = new Map<string, Wanted[]>();
  const left: LeftFinding[] = [];
  for (const finding of findings) {
    const { path, level, fingerprint } = finding;
    const isSerious = level === "error" || fails(level, failOn);
    const own = steps.get(fingerprint);
    const allowed = path === null || mayChange(path);
    if (path !== null && level !== "note" && own !== undefined && allowed === true && replaces(own)) {
      const known = wanted.get(path) ?? [];
      wanted.set(path, [...known, { finding, replacement: { kind: "steps", steps: own } }]);
    } else if (isSerious) {
      left.push(leave(finding, typeof allowed === "string" ? allowed : reasonOf(finding)));
    }
  }
  return { wanted, left };
}

/** A search for rows is no form of the statement. */
function replaces(steps: readonly Step[]): boolean {
  return steps.some(({ sql, outside }) => outside === undefined || !sql.every((one) => /^\s*SELECT\b/i.test(one)));
}

export function leave({ rule, path, line }: Finding, reason: string): LeftFinding {
  return { rule, path, line, reason };
}

function reasonOf({ remedy }: Finding): string {
  return remedy === null ? "no SQL does it safely" : remedy.summary;
}
