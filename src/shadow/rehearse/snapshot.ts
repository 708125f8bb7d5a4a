/** The state after a base, kept for the next run: it is found again by the base and all that led to it. */
import { statSync } from "node:fs";
import { forget, keep, keysOf, latestSnapshot, touch } from "../engines/cache.ts";
import { archiveOf, buildOf } from "../engines/pglite-assets.ts";
import { extensionsIn } from "../platforms/extensions.ts";
import { setupSql } from "../platforms/platform.ts";
import { STUBS } from "../platforms/stubs/stubs.ts";
import type { RehearseOptions } from "./rehearsal.ts";
import type { RehearsalState } from "./rehearsal-state.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";

/** A place for a snapshot of a base, and the nearest one that there is. */
export interface Snapshot {
  readonly folder: string;
  readonly key: string;
  /** Its file, and how many migrations of the base it holds: perhaps not yet all. */
  readonly found: { readonly path: string; readonly migrations: number } | null;
}

// Of the way in which a base is replayed: a snapshot of another one is no use.
const FORMAT = 5;

/** A replay that takes less than this is not worth a file of some megabytes, which takes 0.1 s to write. */
const WORTH_KEEPING_MS = 150;

/** Looks for a snapshot of the state after the base, or after the most of it. */
export function findSnapshot(
  { cache, platform, prelude, stubs = true, schema = null, outside }: RehearseOptions,
  base: readonly ScheduledMigration[],
): Snapshot | null {
  if (cache === null || base.length === 0) return null;
  const setup = platform && setupSql(platform);
  // What is made first; and whether anything is taken to exist decides what a statement that fails is.
  const assumed = outside ? [[...outside.extensions].sort(), outside.schemas] : [];
  const keys = keysOf(
    [FORMAT, buildOf(), setup, prelude, stubs && STUBS, schema, ...assumed],
    base.map(({ migration, script }) => {
      const { id, tool, path, sql, transaction, delivery } = migration;
      return [id, tool, path, sql, transaction, delivery, extensionsIn(script.statements).map(archiveSize)];
    }),
  );
  const found = latestSnapshot(cache, keys);
  if (found) touch(found.path);
  return { folder: cache, key: keys.at(-1) ?? "", found };
}

/** Tells whether an extension is available, and one build of it from another. */
function archiveSize(extension: string): number | null {
  const path = archiveOf(extension);
  return path === null ? null : statSync(path).size;
}

/** One that turned out to be damaged. */
export function withoutFound(snapshot: Snapshot): Snapshot {
  if (snapshot.found) forget(snapshot.found.path);
  return { ...snapshot, found: null };
}

/** Keeps the state after the base. A cache that cannot be written costs time in the next run, nothing else. */
export async function keepSnapshot(
  { folder, key }: Snapshot,
  state: RehearsalState,
  replayMs: number,
): Promise<void> {
  const { save } = state.shadow;
  if (!save || replayMs < WORTH_KEEPING_MS) return;
  try {
    await keep(folder, key, (path) => save(path, state.record()));
  } catch {
    // Not written: the next run replays.
  }
}
