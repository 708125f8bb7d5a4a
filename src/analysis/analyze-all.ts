import type { Recording } from "../capture/recording.ts";
import type { Run } from "../config/run.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import type { Target } from "../migrations/migration.ts";
import type { SelectResult } from "../migrations/selection.ts";
import type { Report } from "../report/report.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import type { CatalogChange } from "./catalog-witness.ts";
import type { Changes } from "./changes.ts";
import { LiveQueryCheck } from "./live-queries.ts";
import type { KnownProduction } from "./production.ts";
import type { ReadRelease } from "./release.ts";
import { counter } from "./schedule.ts";
import type { Trial } from "./trial.ts";

/** How migrations are replayed on a shadow. */
export interface ReplayOptions {
  /** Neither read nor write the snapshot cache. */
  readonly noCache?: boolean | undefined;
  /** Ends the run; it then throws the signal's reason and leaves no shadow behind. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What the migrations of the captured targets sent. */
export type RecordingsByTarget = ReadonlyMap<Target, Recording>;

export interface AnalyzeAllResult {
  readonly changes: Changes;
  readonly unanalyzed: readonly Unanalyzed[];
  readonly postgres: Report["postgres"];
  /** What a reader must know of the rehearsal of each target, in whole sentences. */
  readonly remarks: ReadonlyMap<Target, readonly string[]>;
  /** The catalog of each target's shadow before the change and after it, where that was seen. */
  readonly catalogs: ReadonlyMap<Target, CatalogChange>;
  /** Undefined: none were given. */
  readonly liveQueries: Report["liveQueries"] | undefined;
  /** The texts of live queries of which nothing is known. */
  readonly uncheckedQueries: readonly string[];
  /** Why no snapshot of a base is kept, where the user did not ask for that: at most one sentence. */
  readonly withoutCache: readonly string[];
}

/** Rehearses and derives what is selected, one target after the other: a shadow takes hundreds of megabytes. */
export async function analyzeAll(
  selected: SelectResult,
  { postgres: known, relations, production, queries: listed }: KnownProduction,
  run: Run,
  options: ReplayOptions & {
    readonly recordings?: RecordingsByTarget;
    /** The release that is running now; null: there is none to read. */
    readonly release: ReadRelease | null;
    readonly trial?: Trial | null;
  },
): Promise<AnalyzeAllResult> {
  const changes: Changes[number][] = [];
  const unanalyzed: Unanalyzed[] = [];
  const remarks = new Map<Target, readonly string[]>();
  const catalogs = new Map<Target, CatalogChange>();
  let postgres = known;
  const next = counter(1);
  const queries = new LiveQueryCheck(listed, options.release);
  const cache = cacheOf(run, options);
  const liveObjects = production.snapshot?.objects ?? [];
  const elsewhere = new Set([...relations, ...liveObjects.map(({ name }) => name)]);
  for (const selection of selected.selections) {
    const { target } = selection;
    // Mostly nothing is new: half of the code of a check is left unread then.
    const { analyzeTarget } = await import("./analyze-target.ts");
    const analysis = await analyzeTarget(selection, {
      run,
      production,
      postgres,
      elsewhere,
      queries,
      recording: options.recordings?.get(target),
      trial: options.trial ?? null,
      cache: cache.folder,
      next,
      signal: options.signal,
      onProgress: options.onProgress,
    });
    ({ postgres } = analysis);
    changes.push(...analysis.changes);
    unanalyzed.push(...analysis.unanalyzed);
    remarks.set(target, analysis.remarks);
    if (analysis.catalog !== null) catalogs.set(target, analysis.catalog);
  }
  const liveQueries = await queries.report();
  return {
    changes,
    unanalyzed,
    postgres,
    remarks,
    catalogs,
    withoutCache: cache.remarks,
    liveQueries,
    uncheckedQueries: queries.unchecked(),
  };
}

/** Where snapshots are kept, and a sentence on why each run replays the base where the user did not ask for that. */
function cacheOf(
  { config, settings, env }: Omit<Run, "cwd">,
  { noCache = false }: ReplayOptions,
): {
  readonly folder: string | null;
  readonly remarks: readonly string[];
} {
  if (noCache || settings.static || settings.shadow !== "pglite") return { folder: null, remarks: [] };
  const cache = cacheFolder(env, config.root);
  if (cache.folder !== null) return { folder: cache.folder, remarks: [] };
  return { folder: null, remarks: [`No snapshot of the base is kept or used: ${cache.reason}.`] };
}
