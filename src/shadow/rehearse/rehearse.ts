import { quoted } from "../../sql/quote.ts";
import { openShadow } from "../engines/open-shadow.ts";
import { QueryRefused } from "../engines/session.ts";
import { LIMITS, type Shadow, ShadowLost, ShadowUnavailable } from "../engines/shadow.ts";
import { PLATFORMS } from "../platforms/platform.ts";
import { latestSnapshot, type Snapshot, type SnapshotPlaces } from "./kept-states.ts";
import type { MadeObjects } from "./live-objects.ts";
import type { Rehearsal, RehearseOptions } from "./rehearsal.ts";
import { emptyRecord, type RehearsalRecord, RehearsalState } from "./rehearsal-state.ts";
import { remarksOn, remarksOnLive } from "./remarks.ts";
import { replayBase } from "./replay.ts";
import { type RoleNames, rolesMade } from "./roles.ts";
import { rollBack } from "./roll-back.ts";
import { rehearseJudged } from "./run-watched.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";
import { namesOf } from "./script-names.ts";
import { setUp } from "./set-up.ts";
import { keepSnapshot, snapshotPlaces } from "./snapshot.ts";

/**
 * Replays the base on a shadow, then runs each judged migration in its runner's transactions and watches every
 * statement. What cannot be run on the shadow is a result.
 *
 * @throws {ShadowUnavailable} when there is no shadow; the reason of the signal once it is aborted.
 */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const { scheduled, signal } = options;
  signal?.throwIfAborted();
  const first = scheduled.findIndex(({ judged }) => judged);
  const base = first === -1 ? scheduled : scheduled.slice(0, first);
  options.onProgress?.({ stage: "starting", done: 0, of: scheduled.length });
  const start = await open(options, base);
  const { shadow } = start;
  const abort = () => void shadow.close();
  signal?.addEventListener("abort", abort);
  try {
    signal?.throwIfAborted();
    const rehearsal = await onShadow(start, { ...options, ...(await options.attending) });
    signal?.throwIfAborted();
    return rehearsal;
  } catch (error) {
    signal?.throwIfAborted();
    const isLost = error instanceof ShadowLost || error instanceof QueryRefused;
    throw isLost ? new ShadowUnavailable(`the shadow failed: ${error.message}`) : error;
  } finally {
    signal?.removeEventListener("abort", abort);
    await shadow.close();
  }
}

/** A shadow before the base is replayed on it. */
interface Start {
  readonly shadow: Shadow;
  readonly base: readonly ScheduledMigration[];
  /** Where the state after the base may be kept; null: nowhere. */
  readonly places: SnapshotPlaces | null;
  /** What the shadow started from, if that was not damaged. */
  readonly snapshot: Snapshot | null;
}

async function open(options: RehearseOptions, base: readonly ScheduledMigration[]): Promise<Start> {
  const { scheduled, platform, outside, live, limits = LIMITS } = options;
  const places = snapshotPlaces(options, base);
  const snapshot = places && latestSnapshot(places);
  const names = scheduled.map(namesOf);
  const extensions = new Set([
    ...[...new Set(names.flatMap((one) => one.extensions))].sort(),
    ...(options.extensions ?? []),
    ...(outside?.extensions.keys() ?? []),
    ...(options.liveObjects ?? []).flatMap(({ kind, name }) => (kind === "extension" ? name : [])),
    ...(platform ? PLATFORMS[platform].extensions.names : []),
  ]);
  const shadow = await openShadow(options.shadow, {
    extensions: [...extensions],
    snapshot: snapshot?.path ?? null,
    live,
    limits,
    roles: options.shadow === "pglite" ? [] : rolesMade(names.map((one) => one.roles)),
  });
  return { shadow, base, places, snapshot };
}

function judgedOf(scheduled: readonly ScheduledMigration[]): ScheduledMigration[] {
  return scheduled.filter(({ judged }) => judged);
}

function rolesOf(scheduled: readonly ScheduledMigration[]): RoleNames[] {
  return scheduled.map((one) => namesOf(one).roles);
}

async function onShadow(
  { shadow, base, places, snapshot }: Start,
  options: RehearseOptions,
): Promise<Rehearsal> {
  const { scheduled, platform, schema = null, outside = null, extensions = [], onProgress } = options;
  // A URL that names a schema makes it the only one in which names without schema are looked for.
  const searchPath = schema === null ? [] : [`SET search_path = ${quoted(schema)}`];
  const settings = [...(platform ? PLATFORMS[platform].settings : []), ...searchPath];
  const known = shadow.about as RehearsalRecord | null;
  const state = await RehearsalState.begin(
    shadow,
    { settings, gaps: options.gaps ?? [], outside },
    known ?? emptyRecord(options.stubs ?? true),
  );
  if (known === null) await setUp(state, { schema, platform, outside, prelude: options.prelude });
  await state.createRoles(rolesOf(base));
  const started = performance.now();
  const replayed = known && snapshot ? snapshot.migrations : 0;
  for (const [at, one] of base.entries()) {
    if (at < replayed || state.lost !== null) continue;
    onProgress?.({ stage: "replaying", done: at, of: base.length });
    await replayBase(state, one);
  }
  if (places && replayed < base.length) await keepSnapshot(places, state, performance.now() - started);
  const live = await madeBehindBase(state, options);
  if (state.lost === null) {
    const { baseFailures, missing } = state.record();
    await options.visit?.({ shadow, baseFailures, missingExtensions: missing });
    await options.witness?.before(shadow.session, shadow);
    await state.createRoles(rolesOf(scheduled));
  }
  const migrations = await rehearseJudged(state, scheduled.slice(base.length), options);
  if (state.lost === null) await options.witness?.end(shadow.session, shadow);
  const end = state.record();
  const rolledBack =
    options.rollBack && state.lost === null
      ? await rollBack(state, judgedOf(scheduled), migrations, options.rollBack)
      : null;
  return {
    postgres: shadow.session.major,
    embedded: shadow.embedded,
    migrations,
    baseFailures: end.baseFailures,
    missingExtensions: end.missing,
    remarks: [...shadow.remarks, ...remarksOn(end, outside, extensions), ...remarksOnLive(live)],
    liveObjects: live.made,
    ...(rolledBack && { rolledBack }),
    fromSnapshot: known !== null,
  };
}

/** Once a snapshot of the base is kept: what production has besides is not of the repository. */
async function madeBehindBase(
  state: RehearsalState,
  { liveObjects = [] }: RehearseOptions,
): Promise<MadeObjects> {
  if (liveObjects.length === 0 || state.lost !== null) return { made: [], failed: [] };
  const { makeLiveObjects } = await import("./live-objects.ts");
  try {
    return await makeLiveObjects(state, liveObjects);
  } catch (error) {
    if (!(error instanceof ShadowLost)) throw error;
    state.lose(`what only production has cannot be made: ${error.message}`);
    return { made: [], failed: [] };
  }
}
