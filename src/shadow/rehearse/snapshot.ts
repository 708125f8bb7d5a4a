import { statSync } from "node:fs";
import { chainOfKeys, forget, keep, latestSnapshot, touch } from "../engines/cache.ts";
import { archiveOf, buildOf } from "../engines/pglite-assets.ts";
import type { Shadow } from "../engines/shadow.ts";
import { extensionsIn } from "../platforms/extensions.ts";
import { PRELUDES } from "../platforms/platform.ts";
import { STAND_INS } from "../platforms/stubs/stubs.ts";
import type { Incident } from "./blame.ts";
import type { BaseFailure, Rehearsing, Step } from "./rehearsal.ts";

/** What a snapshot says of the replay that led to it. */
export interface SnapshotAbout {
  readonly baseFailures: readonly BaseFailure[];
  readonly incidents: Incident[];
  readonly missing: readonly string[];
  readonly stoodIn: readonly string[] | null;
  /** Roles that stand in for those of the live server. */
  readonly roles: readonly string[];
}

/** A place for a snapshot of a base, and the nearest one that there is. */
export interface Snapshot {
  readonly folder: string;
  readonly key: string;
  /** Its file, and how many migrations of the base it holds: perhaps not yet all. */
  found: { readonly path: string; readonly steps: number } | null;
  /** Forgets what was found: it is of no use. */
  drop(): void;
}

// Of the way in which a base is replayed: a snapshot of another one is no use.
const FORMAT = 4;

/** A replay that takes less than this is not worth a file of some megabytes, which takes 0.1 s to write. */
const WORTH_KEEPING_MS = 150;

/** Looks for a snapshot of the state after the base, or after the most of it. */
export function findSnapshot(
  { cache, provider, prelude, standIns = true, schema = null, outside }: Rehearsing,
  base: readonly Step[],
): Snapshot | null {
  if (cache === null || base.length === 0) return null;
  const hosting = provider && PRELUDES[provider];
  const start = [FORMAT, buildOf(), hosting, prelude, standIns && STAND_INS, schema, ...outsideOf(outside)];
  const keys = chainOfKeys(
    start,
    base.map(({ migration, script }) => {
      const { id, tool, path, sql, transaction, delivery } = migration;
      return [id, tool, path, sql, transaction, delivery, extensionsIn(script.statements).map(archiveSize)];
    }),
  );
  const found = latestSnapshot(cache, keys);
  if (found) touch(found.path);
  return {
    folder: cache,
    key: keys.at(-1) ?? "",
    found,
    drop() {
      if (this.found) forget(this.found.path);
      this.found = null;
    },
  };
}

/** What is made first; and whether anything is taken to exist decides what a statement that fails is. */
function outsideOf(outside: Rehearsing["outside"]): unknown[] {
  return outside ? [[...outside.extensions].sort(), outside.schemas] : [];
}

/** Tells whether an extension is to be had, and one build of it from another. */
function archiveSize(extension: string): number | null {
  const path = archiveOf(extension);
  return path === null ? null : statSync(path).size;
}

/** Keeps the state after the base. A cache that cannot be written costs time in the next run, nothing else. */
export async function keepSnapshot(
  snapshot: Snapshot | null,
  shadow: Shadow,
  about: SnapshotAbout,
  replayMs: number,
): Promise<void> {
  const { save } = shadow;
  if (!snapshot || !save || replayMs < WORTH_KEEPING_MS) return;
  try {
    await keep(snapshot.folder, snapshot.key, (path) => save(path, about));
  } catch {
    // Not written: the next run replays.
  }
}
