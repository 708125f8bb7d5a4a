/**
 * The state after a base, kept in the user's cache directory and found again by the base and all that led to it. Whatever
 * goes wrong here, the base is replayed.
 */
import { statSync } from "node:fs";
import { archiveOf, buildOf } from "../engines/pglite-assets.ts";
import { setupSql } from "../platforms/platform.ts";
import { STUBS } from "../platforms/stubs/stubs.ts";
import { keep, keysOf, type SnapshotPlaces } from "./kept-states.ts";
import type { RehearseOptions } from "./rehearsal.ts";
import type { RehearsalState } from "./rehearsal-state.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";
import { namesOf } from "./script-names.ts";

// Of the way in which a base is replayed: a snapshot of another one is no use.
const FORMAT = 5;

/** A replay that takes less than this is not worth a file of some megabytes, which takes 0.1 s to write. */
const WORTH_KEEPING_MS = 150;

/** Null: no snapshot of this base is looked for or kept. */
export function snapshotPlaces(
  { shadow, cache, platform, prelude, stubs = true, schema = null, outside }: RehearseOptions,
  base: readonly ScheduledMigration[],
): SnapshotPlaces | null {
  if (shadow !== "pglite" || cache === null || base.length === 0) return null;
  const setup = platform && setupSql(platform);
  // What is made first; and whether anything is taken to exist decides what a statement that fails is.
  const assumed = outside ? [[...outside.extensions].sort(), outside.schemas] : [];
  const keys = keysOf(
    [FORMAT, buildOf(), setup, prelude, stubs && STUBS, schema, ...assumed],
    base.map((one) => {
      const { id, tool, path, sql, transaction, delivery, reader } = one.migration;
      // The source of code does not tell what the tool makes of it.
      const content =
        reader === "source code" ? one.script.statements.map(({ text, filled }) => filled ?? text) : sql;
      return [id, tool, path, content, transaction, delivery, namesOf(one).extensions.map(archiveSize)];
    }),
  );
  return { folder: cache, keys };
}

/** Tells whether an extension is available, and one build of it from another. */
function archiveSize(extension: string): number | null {
  const path = archiveOf(extension);
  return path === null ? null : statSync(path).size;
}

/** Keeps the state after the base. A cache that cannot be written costs time in the next run, nothing else. */
export async function keepSnapshot(
  { folder, keys }: SnapshotPlaces,
  state: RehearsalState,
  replayMs: number,
): Promise<void> {
  const { save } = state.shadow;
  if (!save || state.lost !== null || replayMs < WORTH_KEEPING_MS) return;
  try {
    await keep(folder, keys.last, (path) => save(path, state.record()));
  } catch {
    // Not written: the next run replays.
  }
}
