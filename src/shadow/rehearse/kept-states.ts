/** Files that are kept in the user's cache directory for the next run: states after migrations, found again by their content. */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** The snapshot of the latest state that there is one of, and how many migrations of the base it holds: perhaps not yet all. */
export interface Snapshot {
  readonly path: string;
  readonly migrations: number;
}

/** Where snapshots of the states after each migration of a base lie: a folder, and the name of each. */
export interface SnapshotPlaces {
  readonly folder: string;
  readonly keys: Keys;
}

/** Names of states; those before the last one are only asked for where that is not there. */
export interface Keys {
  readonly length: number;
  readonly last: string;
  all(): readonly string[];
}

/** All snapshots together; the ones that were not used for longest go first. */
const MOST_BYTES = 400_000_000;

/** A file that is being written for longer was left behind by a process that was killed. */
const WRITING_MS = 3_600_000;

/** The keys of the states after each of some migrations, at least one: each depends on all before it. */
export function keysOf(start: unknown, migrations: readonly unknown[]): Keys {
  // JSON texts behind each other are never those of other values.
  const texts = migrations.map((one) => JSON.stringify(one));
  const begin = () => createHash("sha256").update(JSON.stringify(start));
  return {
    length: texts.length,
    last: begin().update(texts.join("")).digest("hex"),
    all() {
      const hash = begin();
      return texts.map((text) => hash.update(text).copy().digest("hex"));
    },
  };
}

/** The latest of the snapshots that there are; it counts as used now. */
export function latestSnapshot({ folder, keys }: SnapshotPlaces): Snapshot | null {
  let names: Set<string>;
  try {
    names = new Set(readdirSync(folder));
  } catch {
    return null;
  }
  const at = names.has(keys.last) ? keys.length - 1 : keys.all().findLastIndex((key) => names.has(key));
  if (at === -1) return null;
  const path = join(folder, at === keys.length - 1 ? keys.last : (keys.all()[at] ?? ""));
  attempt(() => utimesSync(path, new Date(), new Date()));
  return { path, migrations: at + 1 };
}

/** Keeps a snapshot that `write` writes to the path given to it: never seen half-written, not even by another run. */
export async function keep(
  folder: string,
  key: string,
  write: (path: string) => Promise<void>,
  mostBytes = MOST_BYTES,
): Promise<void> {
  const writing = join(folder, `${key}.${randomUUID()}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await write(writing);
    renameSync(writing, join(folder, key));
  } finally {
    rmSync(writing, { force: true });
    prune(folder, mostBytes);
  }
}

function prune(folder: string, mostBytes: number): void {
  attempt(() => {
    const files = readdirSync(folder).flatMap((name) => {
      const { size, mtimeMs } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
      return size === undefined || mtimeMs === undefined ? [] : [{ name, size, mtimeMs }];
    });
    let left = mostBytes;
    for (const { name, size, mtimeMs } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
      left -= size;
      const leftBehind = name.endsWith(".tmp") && Date.now() - mtimeMs > WRITING_MS;
      if (leftBehind || (left < 0 && !name.endsWith(".tmp"))) rmSync(join(folder, name), { force: true });
    }
  });
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // A cache that cannot be read or written costs time, nothing else.
  }
}
