import type { Recording } from "../capture/recording.ts";
import { remarksOn } from "../capture/shortfalls.ts";
import type { Run } from "../config/run.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import type { Target } from "../migrations/migration.ts";
import type { SelectResult } from "../migrations/selection.ts";
import { measuredFor } from "../postgres/majors.ts";
import type { Report } from "../report/report.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";
import { targetSetup } from "../shadow/platforms/target-setup.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import { analyze } from "./analyze.ts";
import type { CatalogChange } from "./catalog-witness.ts";
import type { Changes } from "./changes.ts";
import { LiveQueryCheck } from "./live-queries.ts";
import { pastOf } from "./past.ts";
import { type KnownProduction, postgresOf } from "./production.ts";
import { type RehearseWatchedResult, rehearseWatched } from "./rehearse-watched.ts";
import type { ReadRelease } from "./release.ts";
import { counter, scheduleSelection } from "./schedule.ts";
import { scheduleRecording } from "./schedule-recording.ts";
import { type Trial, withAhead } from "./trial.ts";
import { notPlanned, withUnplanned } from "./unplanned.ts";

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
  { config, settings, env }: Run,
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
  const cache = cacheOf({ config, settings, env }, options);
  const liveObjects = production.snapshot?.objects ?? [];
  const elsewhere = new Set([...relations, ...liveObjects.map(({ name }) => name)]);
  for (const selection of selected.selections) {
    const { target } = selection;
    const { platform, prelude } = await targetSetup(target, config.root);
    // A file is replayed and read like a migration; what a platform has is the shadow's alone.
    const file = prelude === null || target.prelude === null ? null : { path: target.prelude, sql: prelude };
    const recording = options.recordings?.get(target);
    const planned =
      recording === undefined
        ? scheduleSelection(selection, { prelude: file, next })
        : [
            ...scheduleSelection({ ...selection, migrations: [] }, { prelude: file }),
            ...scheduleRecording(recording, selection, next),
          ];
    const scheduled = withAhead(planned, selection, options.trial ?? null);
    const past = pastOf(selection, scheduled, {
      elsewhere,
      platform,
      objects: liveObjects,
    });
    const { shadow, databaseUrl: live } = settings;
    if (settings.static) await queries.watch(selection, scheduled, false);
    const on = {
      platform,
      shadow,
      live,
      cache: cache.folder,
      liveObjects,
      signal: options.signal,
      onProgress: options.onProgress,
    };
    const onRows = async (trial: Trial | null): Promise<void> => {
      const rows = trial?.rows(target) ?? null;
      if (trial === null || rows === null) return;
      const { runOnRows } = await import("./rows-run.ts");
      trial.onRows(
        target,
        await runOnRows(selection, scheduled, past, rows, { ...on, onProgress: undefined }),
      );
    };
    const watched = (): Promise<RehearseWatchedResult> =>
      rehearseWatched(selection, scheduled, past, {
        ...on,
        queries,
        snapshot: production.snapshot,
        witness: options.trial?.witness(target) ?? undefined,
      });
    const attempt = settings.static
      ? null
      : await beside(shadow, watched, () => onRows(options.trial ?? null));
    const { watch = null, plans = null, catalog = null } = attempt ?? {};
    if (catalog !== null) catalogs.set(target, catalog);
    const rehearsal = attempt?.rehearsal ?? null;
    const rehearsed = typeof rehearsal === "object" ? rehearsal : null;
    // The user chose the shadow's server, so its version is production's where nothing else says.
    if (rehearsed?.embedded === false && postgres.from === "default") {
      postgres = postgresOf(rehearsed.postgres, "shadow");
    }
    const named = target.postgres ?? postgres.major;
    const major = measuredFor(named);
    const rollbacks = attempt?.rollbacks ?? null;
    const analysis = analyze({ selection, scheduled, major, past, production, rehearsal, rollbacks });
    remarks.set(target, [
      ...(recording === undefined ? [] : remarksOn(recording)),
      ...(target.postgres === null || named === major ? [] : [newerThanMeasured(named)]),
      ...(rehearsed ? [...otherVersion(rehearsed.postgres, major), ...rehearsed.remarks] : []),
      ...notPlanned(plans),
    ]);
    changes.push(...withUnplanned(await queries.tell(analysis.changes, watch), plans));
    unanalyzed.push(...(attempt?.unanalyzed ?? []), ...analysis.unanalyzed);
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

/** Both at once, but for a server: roles are one for all of its databases. */
async function beside<T>(shadow: string, one: () => Promise<T>, other: () => Promise<void>): Promise<T> {
  if (shadow === "pglite") return (await Promise.all([one(), other()]))[0];
  const result = await one();
  await other();
  return result;
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
