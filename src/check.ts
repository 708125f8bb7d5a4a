/** The pipeline of `lockgate check`: the only file that knows the order of the stages. */
import { type Analysis, analyze } from "./analysis/analyze.ts";
import { assemble, reportedTarget } from "./analysis/assemble.ts";
import { conclude } from "./analysis/conclude.ts";
import { rehearseSelection, type ShadowOptions } from "./analysis/rehearse-selection.ts";
import { readSteps } from "./analysis/step.ts";
import type { Config } from "./config/config.ts";
import type { Settings } from "./config/settings.ts";
import type { LevelOf } from "./config/weakened.ts";
import { NO_PRODUCTION } from "./judge/change.ts";
import { loadRules } from "./judge/load-rules.ts";
import { milliseconds } from "./judge/lock-timeout.ts";
import { EXIT_CODES, verdictOf } from "./judge/verdict.ts";
import type { NoMigrations } from "./migrations/failure.ts";
import type { ToolId } from "./migrations/migration.ts";
import { selectMigrations } from "./migrations/select.ts";
import type { Base } from "./migrations/selection.ts";
import type { Report } from "./report/report.ts";
import { cacheFolder } from "./shadow/cache.ts";
import type { Progress } from "./shadow/rehearsal.ts";
import { loadParser } from "./sql/parse.ts";

/** The newest PostgreSQL that the catalogue was measured on, where nothing says which one production runs. */
const DEFAULT_MAJOR = 18;

export interface CheckOptions {
  /** lockgate's own version. */
  readonly version: string;
  /** Absolute. */
  readonly cwd: string;
  /** As typed: files and directories. */
  readonly paths: readonly string[];
  /** Folders to look in when no paths are given; default: `cwd`. */
  readonly below?: readonly string[];
  readonly all: boolean;
  readonly staged: boolean;
  readonly tool: ToolId | null;
  readonly config: Config;
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Replay the base anew, and keep no snapshot of it. */
  readonly noCache: boolean;
  /** Ends the run; it then throws the signal's reason and leaves no shadow behind. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Take what is found now into the baseline. */
  readonly updateBaseline: boolean;
}

export interface Checked {
  readonly report: Report;
  /** Of the contract: 0 pass, 1 findings, 3 no migrations found, 4 not everything analysed. */
  readonly exit: number;
  /** Lines for stderr: why there was nothing to judge. */
  readonly said: readonly string[];
  /** What the new migrations were compared with, or null. */
  readonly base: Base | null;
  /** With `updateBaseline`: the text to write to the config's baseline file. */
  readonly newBaseline: string | null;
}

/**
 * Judges migrations.
 *
 * @throws {UsageError} for what the user has to mend first: a path or a base that does not exist, a rule that is none.
 */
export async function check(options: CheckOptions): Promise<Checked> {
  const { config, settings } = options;
  const [rules, selected] = await Promise.all([
    loadRules(config.userRules),
    selectMigrations({ ...options, base: settings.base, declared: config.targets }),
    loadParser(),
  ]);
  const postgres = {
    major: settings.pgVersion?.major ?? DEFAULT_MAJOR,
    from: settings.pgVersion?.from ?? "default",
  } as const;
  if (selected.kind === "no migrations") return nothing(options, postgres, selected);

  const analyses: Analysis[] = [];
  for (const selection of selected.selections) {
    // One after the other: a shadow takes hundreds of megabytes.
    const steps = readSteps(selection);
    const shadow = settings.static ? null : await rehearseSelection(selection, steps, shadowOptions(options));
    const major = selection.target.postgres ?? postgres.major;
    const analysis = analyze({
      selection,
      steps,
      major,
      timeZone: null,
      rehearsal: shadow?.rehearsal ?? null,
    });
    analyses.push({ ...analysis, unanalyzed: [...(shadow?.unanalyzed ?? []), ...analysis.unanalyzed] });
  }
  const { newBaseline, ...concluded } = await conclude({
    changes: analyses.flatMap((analysis) => analysis.changes),
    unanalyzed: [...selected.unreadable, ...analyses.flatMap(({ unanalyzed }) => unanalyzed)],
    edits: selected.edits,
    config,
    judging: {
      rules: new Map([...rules].map(([id, { rule }]) => [id, rule])),
      weighing: config.weighing,
      production: {
        ...NO_PRODUCTION,
        lockTimeout: config.lockTimeout === null ? null : milliseconds(config.lockTimeout),
      },
      today: new Date().toISOString().slice(0, 10),
    },
    updateBaseline: options.updateBaseline,
  });
  const verdict = verdictOf(concluded.findings, concluded.unanalyzed, settings.failOn);
  const report = assemble({
    ...concluded,
    lockgate: options.version,
    postgres,
    verdict,
    targets: selected.targets.map((target) => reportedTarget(target, selected.selections)),
    analyzed: analyses.flatMap((analysis) => analysis.changes.flat()),
    remarks: [
      ...selected.remarks.map(({ path, reason }) => `${path} ${reason}`),
      ...(await weakenedBy(options, selected.base, (id) => rules.get(id)?.rule.level)),
    ],
  });
  return { report, exit: EXIT_CODES[verdict], said: [], base: selected.base, newBaseline };
}

function shadowOptions({ settings, config, env, noCache, signal, onProgress }: CheckOptions): ShadowOptions {
  return {
    root: config.root,
    shadow: settings.shadow,
    live: settings.databaseUrl,
    cache: noCache ? null : cacheFolder(env),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  };
}

/** What the change takes away from the gate that judges it. */
async function weakenedBy(
  { config, cwd }: CheckOptions,
  base: Base | null,
  levelOf: LevelOf,
): Promise<string[]> {
  if (base === null) return [];
  const [{ configBefore }, { weakened }] = await Promise.all([
    import("./config/config-before.ts"),
    import("./config/weakened.ts"),
  ]);
  return weakened((await configBefore(config, cwd, base.mergeBase)).config, config.file, levelOf);
}

function nothing(options: CheckOptions, postgres: Report["postgres"], found: NoMigrations): Checked {
  const others = found.others.map(({ dir, reason }) => `${dir}: ${reason}`);
  const report = assemble({
    lockgate: options.version,
    postgres,
    // A gate that judged nothing is not green.
    verdict: "incomplete",
    targets: found.others.map(({ tool, dir, reason }) => {
      return { name: dir, tool, dir, migrations: 0, new: 0, skipped: reason, remarks: [] };
    }),
    analyzed: [],
    findings: [],
    unanalyzed: [],
    suppressed: [],
    remarks: [found.reason],
  });
  return { report, exit: 3, said: [found.reason, ...others], base: null, newBaseline: null };
}
