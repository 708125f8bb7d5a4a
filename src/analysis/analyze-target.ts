import type { Recording } from "../capture/recording.ts";
import { remarksOn } from "../capture/shortfalls.ts";
import type { Run } from "../config/run.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import type { Selection } from "../migrations/selection.ts";
import { measuredFor } from "../postgres/majors.ts";
import type { Report } from "../report/report.ts";
import { targetSetup } from "../shadow/platforms/target-setup.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import { analyze } from "./analyze.ts";
import type { CatalogChange } from "./catalog-witness.ts";
import type { Changes } from "./changes.ts";
import { KnownBase } from "./known-base.ts";
import type { LiveQueryCheck } from "./live-queries.ts";
import { pastOf } from "./past.ts";
import { type KnownProduction, postgresOf } from "./production.ts";
import { rehearseWatched } from "./rehearse-watched.ts";
import { scheduleSelection } from "./schedule.ts";
import { scheduleRecording } from "./schedule-recording.ts";
import { type Trial, withAhead } from "./trial.ts";
import { notPlanned, withUnplanned } from "./unplanned.ts";

export interface AnalyzeTargetOptions {
  readonly run: Omit<Run, "cwd">;
  readonly production: KnownProduction["production"];
  /** What production runs, before this target was rehearsed. */
  readonly postgres: Report["postgres"];
  /** `schema.name` of the relations that production is known to have. */
  readonly elsewhere: ReadonlySet<string>;
  readonly queries: LiveQueryCheck;
  /** What its migrations sent, where they were captured. */
  readonly recording: Recording | undefined;
  readonly trial: Trial | null;
  /** Where snapshots are kept, or null. */
  readonly cache: string | null;
  /** The numbers of transactions, which no two targets share. */
  readonly next: () => number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

export interface AnalyzeTargetResult {
  readonly changes: Changes;
  readonly unanalyzed: readonly Unanalyzed[];
  readonly postgres: Report["postgres"];
  /** What a reader must know of the rehearsal, in whole sentences. */
  readonly remarks: readonly string[];
  /** The catalog of the shadow before the change and after it, or null where that was not seen. */
  readonly catalog: CatalogChange | null;
}

/** Rehearses and derives what is selected of one target. */
export async function analyzeTarget(
  selection: Selection,
  options: AnalyzeTargetOptions,
): Promise<AnalyzeTargetResult> {
  const { run, production, elsewhere, queries, recording, trial, next } = options;
  const { config, settings } = run;
  const { target } = selection;
  const { cache, signal, onProgress } = options;
  const liveObjects = production.snapshot?.objects ?? [];
  const { platform, prelude } = await targetSetup(target, config.root);
  // A file is replayed and read like a migration; what a platform has is the shadow's alone.
  const file = prelude === null || target.prelude === null ? null : { path: target.prelude, sql: prelude };
  const planned =
    recording === undefined
      ? scheduleSelection(selection, { prelude: file, next })
      : [
          ...scheduleSelection({ ...selection, migrations: [] }, { prelude: file }),
          ...scheduleRecording(recording, selection, next),
        ];
  const all = withAhead(planned, selection, trial);
  const pastOptions = { elsewhere, platform, objects: liveObjects };
  const known = KnownBase.of(trial === null ? cache : null, all, selection, pastOptions);
  const scheduled = known?.named(all) ?? all;
  const past = pastOf(selection, scheduled, pastOptions, known);
  if (settings.static) await queries.watch(selection, scheduled, false);
  const { shadow, databaseUrl: live } = settings;
  const on = { platform, shadow, live, cache, liveObjects, signal, onProgress };
  const onRows = async (): Promise<void> => {
    const rows = trial?.rows(target) ?? null;
    if (trial === null || rows === null) return;
    const { runOnRows } = await import("./rows-run.ts");
    trial.onRows(target, await runOnRows(selection, scheduled, past, rows, { ...on, onProgress: undefined }));
  };
  const watched = () =>
    rehearseWatched(selection, scheduled, past, {
      ...on,
      queries,
      snapshot: production.snapshot,
      witness: trial?.witness(target) ?? undefined,
    });
  const attempt = settings.static ? null : await beside(shadow, watched, onRows);
  const { watch = null, plans = null, catalog = null } = attempt ?? {};
  const rehearsal = attempt?.rehearsal ?? null;
  const rehearsed = typeof rehearsal === "object" ? rehearsal : null;
  // The user chose the shadow's server, so its version is production's where nothing else says.
  const isServers = rehearsed?.embedded === false && options.postgres.from === "default";
  const postgres = isServers ? postgresOf(rehearsed.postgres, "shadow") : options.postgres;
  const named = target.postgres ?? postgres.major;
  const major = measuredFor(named);
  const rollbacks = attempt?.rollbacks ?? null;
  const analysis = analyze({ selection, scheduled, major, past, known, production, rehearsal, rollbacks });
  await known?.keep(scheduled);
  return {
    changes: withUnplanned(await queries.tell(analysis.changes, watch), plans),
    unanalyzed: [...(attempt?.unanalyzed ?? []), ...analysis.unanalyzed],
    postgres,
    remarks: [
      ...(recording === undefined ? [] : remarksOn(recording)),
      ...(target.postgres === null || named === major ? [] : [newerThanMeasured(named)]),
      ...(rehearsed ? [...otherVersion(rehearsed.postgres, major), ...rehearsed.remarks] : []),
      ...notPlanned(plans),
    ],
    catalog,
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
