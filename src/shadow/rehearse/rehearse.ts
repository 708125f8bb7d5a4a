import { quoted } from "../../sql/quote.ts";
import type { Statement } from "../../sql/statement.ts";
import { openShadow } from "../engines/open-shadow.ts";
import { QueryRefused } from "../engines/session.ts";
import { LIMITS, type Shadow, ShadowLost, ShadowUnavailable } from "../engines/shadow.ts";
import { extensionsIn } from "../platforms/extensions.ts";
import { EXTENSIONS, SETTINGS } from "../platforms/platform.ts";
import { beginChain, type Chain, newConnection } from "./chain.ts";
import { prepare } from "./prepare.ts";
import type { BaseFailure, Rehearsal, RehearsedMigration, Rehearsing, Step } from "./rehearsal.ts";
import { remarkOnExtensions, remarkOnOutside, remarkOnRoles } from "./remarks.ts";
import { replay } from "./replay.ts";
import { createRoles, rolesMade } from "./roles.ts";
import { type WatchedRun, watchedRun } from "./run-watched.ts";
import { findSnapshot, keepSnapshot, type Snapshot, type SnapshotAbout } from "./snapshot.ts";

/**
 * Replays the base on a shadow, then runs each judged migration in its runner's transactions and watches every
 * statement. Throws ShadowUnavailable when there is no shadow to be had; what cannot be run on it is a result.
 */
export async function rehearse(input: Rehearsing): Promise<Rehearsal> {
  const { steps, signal } = input;
  signal?.throwIfAborted();
  const first = steps.findIndex(({ judged }) => judged);
  const base = first === -1 ? steps : steps.slice(0, first);
  const snapshot = input.shadow === "pglite" ? findSnapshot(input, base) : null;
  input.onProgress?.({ stage: "starting", done: 0, of: steps.length });
  const shadow = await open(input, snapshot);
  const abort = () => void shadow.close();
  signal?.addEventListener("abort", abort);
  try {
    signal?.throwIfAborted();
    const rehearsal = await onShadow(shadow, input, base, snapshot);
    signal?.throwIfAborted();
    return rehearsal;
  } catch (error) {
    signal?.throwIfAborted();
    throw isLost(error) ? new ShadowUnavailable(`the shadow failed: ${error.message}`) : error;
  } finally {
    signal?.removeEventListener("abort", abort);
    await shadow.close();
  }
}

function isLost(error: unknown): error is Error {
  return error instanceof ShadowLost || error instanceof QueryRefused;
}

async function open(input: Rehearsing, snapshot: Snapshot | null): Promise<Shadow> {
  const { shadow: spec, steps, live, limits = LIMITS, provider } = input;
  const brought = provider ? EXTENSIONS[provider].names : [];
  const assumed = input.outside?.extensions.keys() ?? [];
  const wanted = [...extensionsIn(statementsOf(steps)), ...(input.extensions ?? []), ...assumed, ...brought];
  const extensions = [...new Set(wanted)];
  const roles = spec === "pglite" ? [] : rolesMade(statementsOf(steps));
  const opening = { extensions, live, limits, roles };
  try {
    return await openShadow(spec, { ...opening, snapshot: snapshot?.found?.path ?? null });
  } catch (error) {
    if (!snapshot?.found || !(error instanceof ShadowUnavailable)) throw error;
    // A damaged snapshot: without it, all is replayed.
    snapshot.drop();
    return openShadow(spec, { ...opening, snapshot: null });
  }
}

function statementsOf(steps: readonly Step[]): Statement[] {
  return steps.flatMap(({ script }) => script.statements);
}

async function onShadow(
  shadow: Shadow,
  input: Rehearsing,
  base: readonly Step[],
  snapshot: Snapshot | null,
): Promise<Rehearsal> {
  const { steps } = input;
  const known = snapshot?.found ? (shadow.about as SnapshotAbout) : null;
  const { provider, standIns = true, schema = null, outside = null } = input;
  // A URL that names a schema makes it the only one in which names without schema are looked for.
  const searchPath = schema === null ? [] : [`SET search_path = ${quoted(schema)}`];
  const settings = [...(provider ? SETTINGS[provider] : []), ...searchPath];
  const begun = known ?? { incidents: [], missing: [], stoodIn: standIns ? [] : null };
  const chain = await beginChain(shadow, { ...begun, settings, gaps: input.gaps ?? [], outside });
  const baseFailures: BaseFailure[] = [...(known?.baseFailures ?? [])];
  const replayBase = async (step: Step): Promise<void> => {
    try {
      baseFailures.push(...(await replay(chain, step)));
    } catch (error) {
      if (!(error instanceof ShadowLost)) throw error;
      const { id, path } = step.migration;
      chain.lost = `${path} cannot be replayed: ${error.message}`;
      baseFailures.push({ migration: id, path, line: null, reason: error.message, blame: null });
    }
  };

  const replayed = snapshot?.found?.steps ?? 0;
  if (!known) await prepare(chain, input);
  const roles = [...(known?.roles ?? []), ...(await createRoles(shadow, statementsOf(base)))];
  const started = performance.now();
  for (const [at, step] of base.entries()) {
    if (at < replayed || chain.lost !== null) continue;
    input.onProgress?.({ stage: "replaying", done: at, of: base.length });
    await replayBase(step);
  }
  if (chain.lost === null && replayed < base.length) {
    const { incidents, missing, stoodIn } = chain;
    const about = {
      baseFailures,
      incidents,
      missing: [...missing],
      stoodIn: stoodIn && [...stoodIn],
      roles,
    };
    await keepSnapshot(snapshot, shadow, about, performance.now() - started);
  }

  const missingExtensions = () => [...chain.missing].sort();
  if (chain.lost === null) {
    await input.visit?.({ shadow, baseFailures, missingExtensions: missingExtensions() });
    roles.push(...(await createRoles(shadow, statementsOf(steps))));
  }
  const migrations = await runJudged(chain, input, steps.slice(base.length), replayBase);
  return {
    postgres: shadow.major,
    embedded: shadow.embedded,
    migrations,
    baseFailures,
    missingExtensions: missingExtensions(),
    remarks: [
      ...shadow.remarks,
      ...remarkOnRoles([...roles].sort()),
      ...remarkOnOutside(outside, input.extensions),
      ...remarkOnExtensions(chain),
    ],
    fromSnapshot: known !== null,
  };
}

async function runJudged(
  chain: Chain,
  { grouping, onProgress }: Rehearsing,
  steps: readonly Step[],
  replayBase: (step: Step) => Promise<void>,
): Promise<Map<string, RehearsedMigration>> {
  const migrations = new Map<string, RehearsedMigration>();
  const results = new Map<string, Awaited<ReturnType<WatchedRun["run"]>>>();
  let run = watchedRun(chain);
  for (const [at, step] of steps.entries()) {
    onProgress?.({ stage: "rehearsing", done: at, of: steps.length });
    if (!step.judged) {
      await run.finish();
      if (chain.lost === null) await replayBase(step);
      continue;
    }
    results.set(step.migration.id, await run.run(step));
    // A tool has one connection for all that it deploys at once; psql has one for each file.
    if (grouping === "one change" && step.migration.tool !== "sql") continue;
    await run.finish();
    if (chain.lost === null) await newConnection(chain);
    run = watchedRun(chain);
  }
  await run.finish();
  for (const { migration, judged } of steps) {
    if (!judged) continue;
    const statements = results.get(migration.id) ?? [];
    const rehearsed = statements.length === 0 || statements.some(({ observation }) => observation !== null);
    const reason = rehearsed ? null : (statements.find(({ skipped }) => skipped !== null)?.skipped ?? null);
    migrations.set(migration.id, { id: migration.id, rehearsed, reason, statements });
  }
  return migrations;
}
