/** Snapshots of the state after a base, in the user's cache directory. Whatever goes wrong here, the base is replayed. */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";

/** All snapshots together; the ones that were not used for longest go first. */
const MOST_BYTES = 400_000_000;

/** A file that is being written for longer was left behind by a process that was killed. */
const WRITING_MS = 3_600_000;

/** A place for snapshots, or why there is none. */
export type Cache = { readonly folder: string } | { readonly folder: null; readonly reason: string };

/**
 * The user's cache directory, as each system has it. A snapshot is trusted by its name alone, so it must lie where no change
 * of the repository can put one: outside of `root`, and in a folder that only this user writes to.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>, root: string): Cache {
  const folder = folderFor(env);
  const refused = (reason: string): Cache => ({ folder: null, reason: `${folder} ${reason}` });
  if (!isAbsolute(folder)) return refused("is no absolute path");
  if (isBelow(realOf(root), realOf(folder)) || isBelow(root, folder))
    return refused("lies in the repository");
  const stat = statSync(folder, { throwIfNoEntry: false });
  const isOthers = process.getuid !== undefined && stat !== undefined && stat.uid !== process.getuid();
  if (isOthers || ((stat?.mode ?? 0) & 0o002) !== 0) return refused("can be written by others");
  return { folder };
}

/** The real path of a folder, or of what of it exists. */
function realOf(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return dirname(folder) === folder ? folder : join(realOf(dirname(folder)), basename(folder));
  }
}

function isBelow(root: string, path: string): boolean {
  const inside = relative(root, path);
  return inside === "" || (inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside));
}

function folderFor(env: Readonly<Record<string, string | undefined>>): string {
  const home = homedir();
  const own =
    process.platform === "darwin"
      ? join(home, "Library", "Caches")
      : process.platform === "win32"
        ? (env.LOCALAPPDATA ?? join(home, "AppData", "Local"))
        : env.XDG_CACHE_HOME || join(home, ".cache");
  return join(own, "lockgate", "snapshots");
}

/** The keys of the states after each of some migrations: each depends on all before it. */
export function keysOf(start: unknown, migrations: readonly unknown[]): string[] {
  let key = digest(JSON.stringify(start));
  return migrations.map((one) => {
    key = digest(key + JSON.stringify(one));
    return key;
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The snapshot of the latest state that there is one of: its path, and how many of the migrations it holds. */
export function latestSnapshot(
  folder: string,
  keys: readonly string[],
): { path: string; migrations: number } | null {
  let names: Set<string>;
  try {
    names = new Set(readdirSync(folder));
  } catch {
    return null;
  }
  const at = keys.findLastIndex((key) => names.has(key));
  const key = keys[at];
  return key === undefined ? null : { path: join(folder, key), migrations: at + 1 };
}

/** Marks a snapshot as used. */
export function touch(path: string): void {
  attempt(() => utimesSync(path, new Date(), new Date()));
}

export function forget(path: string): void {
  attempt(() => rmSync(path, { force: true }));
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
    forget(writing);
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
      if (leftBehind || (left < 0 && !name.endsWith(".tmp"))) forget(join(folder, name));
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
