import type { Config } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import type { Target } from "../migrations/migration.ts";
import type { Selected } from "../migrations/selection.ts";
import { measuredFor } from "../postgres/majors.ts";
import type { Report } from "../report/report.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";
import { broughtAlong } from "../shadow/platforms/target-setup.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import { type AnalyzedMigration, analyze } from "./analyze.ts";
import { pastOf } from "./past.ts";
import { postgresOf } from "./production.ts";
import { rehearseSelection, type ShadowOptions } from "./rehearse-selection.ts";
import { counter } from "./schedule.ts";
import { readSteps } from "./step.ts";

export interface AnalysisOptions {
  readonly config: Config;
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Keep no snapshot of the base, and use none. */
  readonly noCache: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface WholeAnalysis {
  readonly changes: readonly (readonly AnalyzedMigration[])[];
  readonly unanalyzed: readonly Unanalyzed[];
  readonly postgres: Report["postgres"];
  /** What a reader must know of the rehearsal of each target, in whole sentences. */
  readonly remarks: ReadonlyMap<Target, readonly string[]>;
}

/** Rehearses and derives what is selected, one target after the other: a shadow takes hundreds of megabytes. */
export async function analyzeAll(
  { selections }: Selected,
  known: Report["postgres"],
  elsewhere: ReadonlySet<string>,
  options: AnalysisOptions,
): Promise<WholeAnalysis> {
  const changes: (readonly AnalyzedMigration[])[] = [];
  const unanalyzed: Unanalyzed[] = [];
  const remarks = new Map<Target, readonly string[]>();
  let postgres = known;
  const next = counter(1);
  for (const selection of selections) {
    const brought = await broughtAlong(selection.target, options.config.root);
    const { prelude } = selection.target;
    // A file is replayed and read like a migration; what a hosting brings is the shadow's alone.
    const isFile = brought.prelude !== null && prelude !== null;
    const steps = readSteps(selection, {
      prelude: isFile ? { path: prelude, sql: brought.prelude } : null,
      next,
    });
    const { provider } = brought;
    const past = pastOf(selection, steps, { elsewhere, provider });
    const isStatic = options.settings.static;
    const attempt = isStatic ? null : await rehearseSelection(selection, steps, past, shadowOptions(options));
    const rehearsal = attempt?.rehearsal ?? null;
    // The user chose the shadow's server, so its version is production's where nothing else says.
    if (typeof rehearsal === "object" && rehearsal?.embedded === false && postgres.from === "default") {
      postgres = postgresOf(rehearsal.postgres, "shadow");
    }
    const named = selection.target.postgres ?? postgres.major;
    const major = measuredFor(named);
    const analysis = analyze({ selection, steps, major, timeZone: null, past, elsewhere, rehearsal });
    const own = selection.target.postgres === null || named === major ? [] : [newerThanMeasured(named)];
    if (rehearsal !== null && typeof rehearsal === "object") {
      const other = otherVersion(rehearsal.postgres, major);
      remarks.set(selection.target, [...own, ...other, ...rehearsal.remarks]);
    } else remarks.set(selection.target, own);
    changes.push(...analysis.changes);
    unanalyzed.push(...(attempt?.unanalyzed ?? []), ...analysis.unanalyzed);
  }
  return { changes, unanalyzed, postgres, remarks };
}

function newerThanMeasured(major: number): string {
  return `PostgreSQL ${major} is judged as ${measuredFor(major)}, the newest that was measured.`;
}

function otherVersion(rehearsed: number, judged: number): string[] {
  if (rehearsed === judged) return [];
  return [
    `Rehearsed on PostgreSQL ${rehearsed}: where ${judged} differs, what was measured on ${judged} decides.`,
  ];
}

/** Why each run replays the base anew, where the user did not ask for that; at most one sentence. */
export function withoutCache({ config, settings, env, noCache }: AnalysisOptions): string[] {
  if (noCache || settings.static || settings.shadow !== "pglite") return [];
  const cache = cacheFolder(env, config.root);
  return cache.folder === null ? [`No snapshot of the base is kept or used: ${cache.reason}.`] : [];
}

function shadowOptions({
  config,
  settings,
  env,
  noCache,
  signal,
  onProgress,
}: AnalysisOptions): ShadowOptions {
  return {
    shadow: settings.shadow,
    live: settings.databaseUrl,
    cache: noCache ? null : cacheFolder(env, config.root).folder,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  };
}
