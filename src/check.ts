/** The pipeline of `lockgate check`: the only file that knows the order of the stages. */
import { analyzeAll } from "./analysis/analyze-all.ts";
import { assemble, nothingToJudge, reportedTarget } from "./analysis/assemble.ts";
import { conclude } from "./analysis/conclude.ts";
import { type DriftWanted, driftOf } from "./analysis/drift.ts";
import { type OwnRules, startOwnRules } from "./analysis/own-rules.ts";
import { productionOf } from "./analysis/production.ts";
import type { Config } from "./config/config.ts";
import { configuredBase } from "./config/config-before.ts";
import type { Settings } from "./config/settings.ts";
import { weakenedSince } from "./config/weakened-since.ts";
import { type LoadedRule, loadRules, together } from "./judge/load-rules.ts";
import { EXIT_CODES, verdictOf } from "./judge/verdict.ts";
import type { ToolId } from "./migrations/migration.ts";
import { selectMigrations } from "./migrations/select.ts";
import type { Base } from "./migrations/selection.ts";
import type { Report } from "./report/report.ts";
import type { Progress } from "./shadow/rehearse/rehearsal.ts";
import { loadParser } from "./sql/parse.ts";

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
  /** Whether the live database is compared with history and catalog, too. Default: where one is given. */
  readonly drift?: DriftWanted;
  /** Why nothing that the repository has installed may be run, as the end of a sentence; default: it may. */
  readonly noInstalledCode?: string | null;
}

export interface Checked {
  readonly report: Report;
  /** Of the contract: 0 pass, 1 findings, 3 no migrations found, 4 not everything analysed. */
  readonly exit: number;
  /** Lines for stderr: why there was nothing to judge. */
  readonly said: readonly string[];
  /** What the new migrations were compared with, or null. */
  readonly base: Base | null;
  /** What judged, by id: the built-in rules and the user's. */
  readonly rules: ReadonlyMap<string, LoadedRule>;
  /** With `updateBaseline`: the text to write to the config's baseline file. */
  readonly newBaseline: string | null;
}

/**
 * Judges migrations.
 *
 * @throws {UsageError} for what the user has to mend first: a path or a base that does not exist, a rule that is none.
 */
export async function check(options: CheckOptions): Promise<Checked> {
  const [builtIn, own] = await Promise.all([loadRules(), startOwnRules(options.config.userRules)]);
  try {
    return await checkWith(together([...builtIn.values(), ...own.rules.values()]), own, options);
  } finally {
    await own.end();
  }
}

async function checkWith(loaded: Checked["rules"], own: OwnRules, options: CheckOptions): Promise<Checked> {
  const { config, settings } = options;
  const [selected, production] = await Promise.all([
    selectMigrations({
      ...options,
      base: settings.base,
      configured: configuredBase(config, options.cwd),
      declared: config.targets,
    }),
    productionOf(settings, config, options.env),
    loadParser(),
  ]);
  if (selected.kind === "no migrations") {
    const report = nothingToJudge(options.version, production.postgres, selected);
    return { report, exit: 3, said: report.remarks, base: null, rules: loaded, newBaseline: null };
  }
  const rules = new Map([...loaded].map(([id, { rule }]) => [id, rule]));
  const analysis = await analyzeAll(selected, production.postgres, production.relations, options);
  await own.judge(analysis.changes, production.production);
  const { newBaseline, ...concluded } = await conclude({
    changes: analysis.changes,
    unanalyzed: [...production.unanalyzed, ...selected.unreadable, ...analysis.unanalyzed],
    edits: selected.edits,
    neverRun: selected.neverRun,
    config,
    judging: {
      rules,
      weighing: config.weighing,
      production: production.production,
      today: new Date().toISOString().slice(0, 10),
    },
    updateBaseline: options.updateBaseline,
  });
  const drift = await driftOf(options);
  const verdict = verdictOf({ ...concluded, drift }, settings.failOn);
  const report = assemble({
    ...concluded,
    lockgate: options.version,
    postgres: analysis.postgres,
    verdict,
    drift,
    targets: selected.targets.map((target) =>
      reportedTarget(target, selected.selections, analysis.remarks.get(target)),
    ),
    analyzed: analysis.changes.flat(),
    remarks: [
      ...selected.remarks.map(({ path, reason }) => `${path} ${reason}`),
      ...analysis.withoutCache,
      ...(await weakenedSince(selected.base, config, options.cwd, (id) => rules.get(id)?.level)),
    ],
  });
  return { report, exit: EXIT_CODES[verdict], said: [], base: selected.base, rules: loaded, newBaseline };
}
