import { realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { isOutside } from "../../migrations/find/given.ts";

/** A place for snapshots or compiled code, or why there is none. */
export type Cache = { readonly folder: string } | { readonly folder: null; readonly reason: string };

/**
 * The user's cache directory, as each system has it. What lies there is trusted by its name alone, so it must lie where no change
 * of the repository can put one: outside of `root`, and in a folder that only this user writes to.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  root: string,
  of: "snapshots" | "compiled" = "snapshots",
): Cache {
  const folder = join(folderFor(env), of);
  const refused = (reason: string): Cache => ({ folder: null, reason: `${folder} ${reason}` });
  if (!isAbsolute(folder)) return refused("is not an absolute path");
  if (!isOutside(realOf(root), realOf(folder)) || !isOutside(root, folder))
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

function folderFor(env: Readonly<Record<string, string | undefined>>): string {
  const home = homedir();
  const own =
    process.platform === "darwin"
      ? join(home, "Library", "Caches")
      : process.platform === "win32"
        ? (env.LOCALAPPDATA ?? join(home, "AppData", "Local"))
        : env.XDG_CACHE_HOME || join(home, ".cache");
  return join(own, "lockgate");
}
