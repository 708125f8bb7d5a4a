import type { Config } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import type { Target } from "../migrations/migration.ts";
import type { Selected } from "../migrations/selection.ts";
import { measuredFor } from "../postgres/majors.ts";
import type { Report } from "../report/report.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";
import { targetSetup } from "../shadow/platforms/target-setup.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import { type AnalyzedMigration, analyze } from "./analyze.ts";
import { pastOf } from "./past.ts";
import { postgresOf } from "./production.ts";
import { rehearseSelection } from "./rehearse-selection.ts";
import { counter, scheduleSelection } from "./schedule.ts";

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
  /** Why no snapshot of a base is kept, where the user did not ask for that: at most one sentence. */
  readonly withoutCache: readonly string[];
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
  const isStatic = options.settings.static;
  const cache = cacheOf(options);
  for (const selection of selections) {
    const { target } = selection;
    const { platform, prelude } = await targetSetup(target, options.config.root);
    // A file is replayed and read like a migration; what a platform has is the shadow's alone.
    const file = prelude === null || target.prelude === null ? null : { path: target.prelude, sql: prelude };
    const scheduled = scheduleSelection(selection, { prelude: file, next });
    const past = pastOf(selection, scheduled, { elsewhere, platform });
    const shadow = { platform, cache: cache.folder, ...shadowOptions(options) };
    const attempt = isStatic ? null : await rehearseSelection(selection, scheduled, past, shadow);
    const rehearsal = attempt?.rehearsal ?? null;
    const rehearsed = typeof rehearsal === "object" ? rehearsal : null;
    // The user chose the shadow's server, so its version is production's where nothing else says.
    if (rehearsed?.embedded === false && postgres.from === "default") {
      postgres = postgresOf(rehearsed.postgres, "shadow");
    }
    const named = target.postgres ?? postgres.major;
    const major = measuredFor(named);
    const analysis = analyze({ selection, scheduled, major, past, rehearsal });
    remarks.set(target, [
      ...(target.postgres === null || named === major ? [] : [newerThanMeasured(named)]),
      ...(rehearsed ? [...otherVersion(rehearsed.postgres, major), ...rehearsed.remarks] : []),
    ]);
    changes.push(...analysis.changes);
    unanalyzed.push(...(attempt?.unanalyzed ?? []), ...analysis.unanalyzed);
  }
  return { changes, unanalyzed, postgres, remarks, withoutCache: cache.remarks };
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

/** Where snapshots are kept, and a sentence on why each run replays the base where the user did not ask for that. */
function cacheOf({ config, settings, env, noCache }: AnalysisOptions): {
  readonly folder: string | null;
  readonly remarks: readonly string[];
} {
  if (noCache || settings.static || settings.shadow !== "pglite") return { folder: null, remarks: [] };
  const cache = cacheFolder(env, config.root);
  if (cache.folder !== null) return { folder: cache.folder, remarks: [] };
  return { folder: null, remarks: [`No snapshot of the base is kept or used: ${cache.reason}.`] };
}

function shadowOptions({ settings, signal, onProgress }: AnalysisOptions) {
  return {
    shadow: settings.shadow,
    live: settings.databaseUrl,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  };
}
