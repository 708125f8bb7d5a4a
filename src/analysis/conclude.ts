import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Config } from "../config/config.ts";
import { excuse } from "../judge/excuse.ts";
import type { Finding, Suppressed, Unanalyzed } from "../judge/finding.ts";
import { fingerprinted } from "../judge/fingerprint.ts";
import { type JudgeOptions, type JudgeResult, judge } from "../judge/judge.ts";
import { mergedEditFindings } from "../judge/merged-edit.ts";
import { neverRunFindings } from "../judge/never-run.ts";
import { rollbackFindings } from "../judge/rollback.ts";
import { runFinding, staleBaseline } from "../judge/run-finding.ts";
import type { MergedEdit, NeverRun } from "../migrations/selection.ts";
import type { AnalyzedMigration } from "./analyze.ts";

export interface ConcludeOptions extends Omit<JudgeOptions, "weighing"> {
  readonly changes: readonly (readonly AnalyzedMigration[])[];
  readonly unanalyzed: readonly Unanalyzed[];
  readonly edits: readonly MergedEdit[];
  readonly neverRun: readonly NeverRun[];
  readonly config: Config;
  readonly updateBaseline: boolean;
}

export interface ConcludeResult {
  readonly findings: readonly Finding[];
  readonly unanalyzed: readonly Unanalyzed[];
  /** See {@link JudgeResult}. */
  readonly forms: JudgeResult["forms"];
  readonly suppressed: readonly Suppressed[];
  /** What the baseline file should hold from now on; null: it stays as it is. */
  readonly newBaseline: string | null;
}

/** Judges, then takes out what is ignored, excused or known from the baseline, with a word on each that does nothing. */
export async function conclude(options: ConcludeOptions): Promise<ConcludeResult> {
  const { changes, config, rules, production, today, known } = options;
  const { isProposed = true } = options;
  const judging = {
    rules,
    weighing: config.weighing,
    production,
    today,
    isProposed,
    ...(known && { known }),
  };
  const judged = judge(changes, options.unanalyzed, judging);
  const paths = changes.flat().map(({ migration }) => migration.path);
  const excused = excuse(judged.unanalyzed, config.excused, paths, today);
  const ofFiles = [
    ...mergedEditFindings(options.edits, judging),
    ...neverRunFindings(options.neverRun, today, judging),
    ...changes
      .flat()
      .flatMap(({ migration, rollback }) =>
        rollback ? rollbackFindings(migration.id, rollback, judging) : [],
      ),
  ];
  const found = [...fingerprinted(ofFiles), ...judged.findings];
  const held = await againstBaseline(found, new Set(paths), options);
  const wrong = excused.wrong.flatMap((one) => runFinding(one, judging));
  return {
    findings: [...held.findings, ...fingerprinted([...wrong, ...held.stale])],
    forms: judged.forms,
    unanalyzed: excused.unanalyzed,
    suppressed: [...judged.suppressed, ...excused.suppressed, ...held.suppressed],
    newBaseline: held.newBaseline,
  };
}

async function againstBaseline(
  found: readonly Finding[],
  paths: ReadonlySet<string>,
  { config, rules, updateBaseline: update }: ConcludeOptions,
) {
  const text = textOf(config.baseline);
  if (text === null && !update) return { findings: found, suppressed: [], stale: [], newBaseline: null };
  const { holdAgainst, parseBaseline, renderBaseline } = await import("../judge/baseline.ts");
  const shown = relative(config.root, config.baseline).split(sep).join("/");
  const old = text === null ? [] : parseBaseline(text, shown);
  const newBaseline = update ? renderBaseline(found, old, paths) : null;
  const held = holdAgainst(found, newBaseline === null ? old : parseBaseline(newBaseline, shown), paths);
  return {
    ...held,
    stale: staleBaseline(held.stale, shown, { rules, weighing: config.weighing }),
    newBaseline,
  };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
