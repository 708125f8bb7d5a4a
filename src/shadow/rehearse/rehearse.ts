import { quoted } from "../../sql/quote.ts";
import type { Statement } from "../../sql/statement.ts";
import { openShadow } from "../engines/open-shadow.ts";
import { QueryRefused } from "../engines/session.ts";
import { LIMITS, type Shadow, ShadowLost, ShadowUnavailable } from "../engines/shadow.ts";
import { extensionsIn } from "../platforms/extensions.ts";
import { PLATFORMS } from "../platforms/platform.ts";
import type { Rehearsal, RehearsedMigration, RehearseOptions } from "./rehearsal.ts";
import { emptyRecord, type RehearsalRecord, RehearsalState } from "./rehearsal-state.ts";
import type { RehearsedStatement } from "./rehearsed-statement.ts";
import { remarksOn } from "./remarks.ts";
import { replayBase } from "./replay.ts";
import { rolesMade } from "./roles.ts";
import { WatchedRun } from "./run-watched.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";
import { setUp } from "./set-up.ts";
import { findSnapshot, keepSnapshot, type Snapshot, withoutFound } from "./snapshot.ts";

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
  const opened = await open(options, options.shadow === "pglite" ? findSnapshot(options, base) : null);
  const { shadow } = opened;
  const abort = () => void shadow.close();
  signal?.addEventListener("abort", abort);
  try {
    signal?.throwIfAborted();
    const rehearsal = await onShadow(opened, options, base);
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

interface Opened {
  readonly shadow: Shadow;
  /** What it started from, and where its base may be kept; null: neither. */
  readonly snapshot: Snapshot | null;
}

async function open(options: RehearseOptions, snapshot: Snapshot | null): Promise<Opened> {
  const { scheduled, platform, outside, live, limits = LIMITS } = options;
  const statements = statementsOf(scheduled);
  const extensions = new Set([
    ...extensionsIn(statements),
    ...(options.extensions ?? []),
    ...(outside?.extensions.keys() ?? []),
    ...(platform ? PLATFORMS[platform].extensions.names : []),
  ]);
  const roles = options.shadow === "pglite" ? [] : rolesMade(statements);
  const opening = { extensions: [...extensions], live, limits, roles };
  const path = snapshot?.found?.path ?? null;
  try {
    return { shadow: await openShadow(options.shadow, { ...opening, snapshot: path }), snapshot };
  } catch (error) {
    if (!snapshot?.found || !(error instanceof ShadowUnavailable)) throw error;
    // A damaged snapshot: without it, all is replayed.
    const shadow = await openShadow(options.shadow, { ...opening, snapshot: null });
    return { shadow, snapshot: withoutFound(snapshot) };
  }
}

function statementsOf(scheduled: readonly ScheduledMigration[]): Statement[] {
  return scheduled.flatMap(({ script }) => script.statements);
}

async function onShadow(
  { shadow, snapshot }: Opened,
  options: RehearseOptions,
  base: readonly ScheduledMigration[],
): Promise<Rehearsal> {
  const { scheduled, platform, prelude, schema = null, outside = null, extensions = [] } = options;
  // A URL that names a schema makes it the only one in which names without schema are looked for.
  const searchPath = schema === null ? [] : [`SET search_path = ${quoted(schema)}`];
  const settings = [...(platform ? PLATFORMS[platform].settings : []), ...searchPath];
  const known = snapshot?.found ? (shadow.about as RehearsalRecord) : null;
  const state = await RehearsalState.begin(
    shadow,
    { settings, gaps: options.gaps ?? [], outside },
    known ?? emptyRecord(options.stubs ?? true),
  );
  if (known === null) await setUp(state, { schema, platform, outside, prelude });
  await state.createRoles(statementsOf(base));
  await replayAll(state, base, snapshot, options);
  if (state.lost === null) {
    const { baseFailures, missing } = state.record();
    await options.visit?.({ shadow, baseFailures, missingExtensions: missing });
    await state.createRoles(statementsOf(scheduled));
  }
  const migrations = await rehearseJudged(state, scheduled.slice(base.length), options);
  const record = state.record();
  return {
    postgres: shadow.major,
    embedded: shadow.embedded,
    migrations,
    baseFailures: record.baseFailures,
    missingExtensions: record.missing,
    remarks: [...shadow.remarks, ...remarksOn(record, outside, extensions)],
    fromSnapshot: known !== null,
  };
}

/** Replays what of the base the shadow did not start with, and keeps what comes of it. */
async function replayAll(
  state: RehearsalState,
  base: readonly ScheduledMigration[],
  snapshot: Snapshot | null,
  { onProgress }: RehearseOptions,
): Promise<void> {
  const started = performance.now();
  const replayed = snapshot?.found?.migrations ?? 0;
  for (const [at, one] of base.entries()) {
    if (at < replayed || state.lost !== null) continue;
    onProgress?.({ stage: "replaying", done: at, of: base.length });
    await replayBase(state, one);
  }
  if (snapshot && state.lost === null && replayed < base.length)
    await keepSnapshot(snapshot, state, performance.now() - started);
}

async function rehearseJudged(
  state: RehearsalState,
  scheduled: readonly ScheduledMigration[],
  { grouping, onProgress }: RehearseOptions,
): Promise<Map<string, RehearsedMigration>> {
  const results = new Map<string, RehearsedStatement[]>();
  let run = new WatchedRun(state);
  for (const [at, one] of scheduled.entries()) {
    onProgress?.({ stage: "rehearsing", done: at, of: scheduled.length });
    if (!one.judged) {
      await run.finish();
      await replayBase(state, one);
      continue;
    }
    results.set(one.migration.id, await run.run(one));
    // A tool has one connection for all that it deploys at once; psql has one for each file.
    if (grouping === "one change" && one.migration.tool !== "sql") continue;
    await run.finish();
    if (state.lost === null) await state.connectAgain();
    run = new WatchedRun(state);
  }
  await run.finish();
  return new Map([...results].map(([id, statements]) => [id, rehearsedMigration(statements)]));
}

function rehearsedMigration(statements: readonly RehearsedStatement[]): RehearsedMigration {
  const rehearsed = statements.length === 0 || statements.some(({ kind }) => kind !== "skipped");
  return { rehearsed, statements };
}
