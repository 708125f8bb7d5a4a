/** The pipeline of `lockgate check`: the only file that knows the order of the stages. */
import { resolve } from "node:path";
import { type AnalyzeAllResult, analyzeAll, type ReplayOptions } from "./analysis/analyze-all.ts";
import { assemble, nothingToJudge, reportedTarget } from "./analysis/assemble.ts";
import { type ConcludeResult, conclude } from "./analysis/conclude.ts";
import { type DriftWanted, driftForCheck } from "./analysis/drift.ts";
import { withDurations } from "./analysis/durations.ts";
import { withFixes } from "./analysis/fixable.ts";
import { type OwnRules, startOwnRules } from "./analysis/own-rules.ts";
import { productionOf } from "./analysis/production.ts";
import { readRecordingFiles, recordAll } from "./analysis/recordings.ts";
import { releaseReader } from "./analysis/release.ts";
import { releaseName, withRunningCode } from "./analysis/running-code.ts";
import { schemaDiffOf } from "./analysis/schema-diff.ts";
import { endShadowAhead, shadowAhead } from "./analysis/shadow-ahead.ts";
import { narrowed, type Trial } from "./analysis/trial.ts";
import { restrict } from "./analysis/untrusted.ts";
import { configBefore, configuredBase } from "./config/config-before.ts";
import { prepareRun, type Run, type RunOptions } from "./config/run.ts";
import { commandTyped } from "./config/target-command.ts";
import { weakenedSince } from "./config/weakened-since.ts";
import { loadRules, ruleIds, together } from "./judge/load-rules.ts";
import type { LoadedRule } from "./judge/loaded-rule.ts";
import { EXIT_CODES, type FailOn, verdictOf } from "./judge/verdict.ts";
import { hotTest } from "./judge/weight.ts";
import type { ToolId } from "./migrations/migration.ts";
import { selectMigrations } from "./migrations/select.ts";
import type { Base, SelectResult } from "./migrations/selection.ts";
import type { Report } from "./report/report.ts";
import { loadParser } from "./sql/parse.ts";

export interface CheckOptions extends RunOptions, ReplayOptions {
  /** Files and folders, relative to `cwd`; none: what is new against the base. */
  readonly paths?: readonly string[] | undefined;
  /** Folders to look in for what is new where no paths are given; default: `cwd`. */
  readonly below?: readonly string[] | undefined;
  /** Every migration, each judged on its own. */
  readonly all?: boolean | undefined;
  /** The migrations in git's index, as they stand there. */
  readonly staged?: boolean | undefined;
  /** Only this tool's folders. */
  readonly tool?: ToolId | undefined;
  /** Whether the live database is compared with the migrations, too; `auto`: where one is given. Default: auto. */
  readonly drift?: DriftWanted | undefined;
  /** How the migrations of the one code-first target are run, where the config does not say: as typed, without a shell. */
  readonly command?: string | undefined;
  /** What code-first migrations sent in a run before: files of `lockgate capture`, relative to `cwd`, one for each folder. */
  readonly recording?: string | readonly string[] | undefined;
  /** Also make the text of a baseline that holds the current findings. */
  readonly updateBaseline?: boolean | undefined;
  /**
   * Why the checkout is not trusted, as the end of a sentence: none of its code is run then, and the migrations are
   * rehearsed on the embedded PostgreSQL alone.
   */
  readonly untrusted?: string | null | undefined;
}

export interface CheckResult {
  readonly report: Report;
  /**
   * The exit code of `lockgate check`: 0 pass, 1 fail, 4 incomplete, as the report's verdict says; 3 where there are no
   * migrations at all, which for the verdict is incomplete, too.
   */
  readonly exit: number;
  /** Why there was nothing to judge, in lines for a person; else none. */
  readonly said: readonly string[];
  /** What the new migrations were compared with, or null. */
  readonly base: Base | null;
  /** What judged, by id: the built-in rules and the user's. */
  readonly rules: ReadonlyMap<string, LoadedRule>;
  /** The level from which findings failed the check. */
  readonly failOn: FailOn;
  /** The label that turns errors into warnings by the config of the base, which the change cannot alter; or null. */
  readonly overrideLabel: string | null;
  /** With `updateBaseline`: the baseline file, absolute, and its new text; else null. */
  readonly newBaseline: { readonly path: string; readonly text: string } | null;
}

/**
 * Judges migrations, as `lockgate check` does.
 *
 * @throws {UsageError} for what the user has to fix first: a mistake in the config, a setting that is none of those
 * possible, a path or a base that does not exist, a rule that cannot be loaded. After an abort, the signal's reason.
 */
export async function check(options: CheckOptions = {}): Promise<CheckResult> {
  return (await examine(options)).result;
}

/** What a check saw, for what goes on from there. */
export interface Examination {
  readonly result: CheckResult;
  /** Null: there are no migrations. */
  readonly selected: SelectResult | null;
  readonly changes: AnalyzeAllResult["changes"];
  readonly catalogs: AnalyzeAllResult["catalogs"];
  /** See {@link ConcludeResult}. */
  readonly forms: ConcludeResult["forms"];
}

/**
 * Judges migrations as `check` does, those of a trial in place of those that are there.
 *
 * @throws as `check` does.
 */
export async function examine(options: CheckOptions, trial: Trial | null = null): Promise<Examination> {
  const { untrusted = null } = options;
  const asked = await prepareRun(options, untrusted === null ? ruleIds : null);
  const { run, remarks } = restrict(asked, untrusted);
  const [builtIn, own] = await Promise.all([loadRules(), startOwnRules(run.config.userRules)]);
  try {
    const rules = together([...builtIn.values(), ...own.rules.values()]);
    const { result, ...seen } = await judgeWith(rules, own, run, options, trial);
    const report = { ...result.report, remarks: [...remarks, ...result.report.remarks] };
    return { ...seen, result: { ...result, report } };
  } finally {
    await Promise.all([own.end(), endShadowAhead()]);
  }
}

function isNamed({ all, paths }: CheckOptions): boolean {
  return all === true || (paths !== undefined && paths.length > 0);
}

async function judgeWith(
  loaded: CheckResult["rules"],
  own: OwnRules,
  run: Run,
  options: CheckOptions,
  trial: Trial | null,
): Promise<Examination> {
  const { cwd, env, config, settings } = run;
  const command = options.command === undefined ? null : commandTyped(options.command, config.root, cwd);
  const recorded = await readRecordingFiles(
    [options.recording ?? []].flat().map((path) => resolve(cwd, path)),
  );
  const isCapturedIn = (dir: string) => command !== null || recorded.some((one) => one.dir === dir);
  let asBefore: ReturnType<typeof configBefore> | null = null;
  const [found, production] = await Promise.all([
    selectMigrations({
      cwd,
      env,
      paths: options.paths ?? [],
      ...(options.below && { below: options.below }),
      all: options.all ?? false,
      staged: options.staged ?? false,
      tool: options.tool ?? null,
      base: settings.base,
      configured: configuredBase(config, cwd),
      declared: config.targets,
      isCaptured: isCapturedIn,
      onBase({ mergeBase }) {
        asBefore = configBefore(config, cwd, mergeBase);
        asBefore.catch(() => undefined);
      },
      ...(trial && { draft: trial.draft }),
    }),
    productionOf(run),
    // Of what is new against the base there is mostly nothing.
    isNamed(options) ? loadParser() : null,
  ]);
  const known = { rules: loaded, failOn: settings.failOn, overrideLabel: null, newBaseline: null };
  if (found.kind === "no migrations") {
    const report = nothingToJudge(production.postgres, found);
    const result = { ...known, report, exit: 3, said: report.remarks, base: null };
    return { result, selected: null, changes: [], catalogs: new Map(), forms: new Map() };
  }
  const selected = { ...found, selections: narrowed(found.selections, trial) };
  const rules = new Map([...loaded].map(([id, { rule }]) => [id, rule]));
  const { base } = selected;
  await shadowAhead(selected.selections, settings);
  if (selected.selections.length > 0 || selected.edits.length > 0) await loadParser();
  const before = base && (await (asBefore ?? configBefore(config, cwd, base.mergeBase)));
  const recordings = await recordAll(selected, {
    shadow: settings.shadow,
    live: settings.databaseUrl,
    noCache: options.noCache ?? false,
    declared: config.targets,
    merged: before?.targets ?? null,
    env,
    signal: options.signal,
    command,
    recordings: recorded,
    checksSchema: options.drift !== "never",
    forbidden: options.untrusted ?? null,
  });
  const { selections } = recordings;
  const release = releaseReader(selected);
  const analysis = await analyzeAll({ ...selected, selections }, production, run, {
    ...options,
    recordings: recordings.byTarget,
    release,
    trial,
  });
  const used = await withRunningCode(
    analysis.changes,
    { ...selected, selections },
    release,
    analysis.uncheckedQueries,
  );
  const changes = await withDurations(used, production.production.snapshot);
  await own.judge(changes, production.production, hotTest(production.production, config.weighing));
  const { newBaseline, ...concluded } = await conclude({
    changes,
    unanalyzed: [
      ...production.unanalyzed,
      ...selected.unreadable,
      ...recordings.unanalyzed,
      ...analysis.unanalyzed,
    ],
    edits: selected.edits,
    neverRun: selected.neverRun,
    config,
    rules,
    production: production.production,
    isProposed: base !== null,
    known: { release: base && releaseName(base), checked: analysis.liveQueries?.checked ?? null },
    today: new Date().toISOString().slice(0, 10),
    updateBaseline: options.updateBaseline ?? false,
  });
  const drift = await driftForCheck(run, options, {
    ...selected,
    ...recordings,
    merged: before?.targets ?? null,
    command,
    isCaptured: isCapturedIn,
    isRecorded: recorded.length > 0,
  });
  const verdict = verdictOf({ ...concluded, drift }, settings.failOn);
  const levelOf = (id: string) => rules.get(id)?.level;
  const weakened = before ? await weakenedSince(base.mergeBase, before, config, { levelOf, settings }) : [];
  const { forms, ...told } = concluded;
  const report = assemble({
    ...told,
    ...withFixes({
      findings: told.findings,
      forms,
      changes,
      selections,
      ...run,
      base,
      call: { ...options.settings, ...options },
    }),
    postgres: analysis.postgres,
    verdict,
    drift,
    targets: selected.targets.map((target) =>
      reportedTarget(target, selected.selections, analysis.remarks.get(target)),
    ),
    analyzed: changes.flat(),
    liveQueries: analysis.liveQueries,
    schemaDiff: await schemaDiffOf(selected, analysis, !settings.static && options.all !== true),
    remarks: [
      ...selected.remarks.map(({ path, reason }) => `${path} ${reason}`),
      ...production.remarks,
      ...recordings.remarks,
      ...analysis.withoutCache,
      ...weakened,
    ],
    weakens: weakened.length > 0,
  });
  const result: CheckResult = {
    ...known,
    report,
    exit: EXIT_CODES[verdict],
    said: [],
    base,
    overrideLabel: before?.config.overrideLabel ?? null,
    newBaseline: newBaseline === null ? null : { path: config.baseline, text: newBaseline },
  };
  return { result, selected, changes, catalogs: analysis.catalogs, forms };
}
