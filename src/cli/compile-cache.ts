import nodeModule from "node:module";
import { gitPlace } from "../migrations/compare-with-base/git-place.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Of Node 22.8 and later. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Keeps the code as V8 compiled it from run to run, where Node can: a tenth of a check of one file. What is kept there is
 * run, so it lies beside the snapshots under the same conditions, and in no repository: never where a change can put it.
 * Not in CI, where a machine seldom runs twice and writing it costs more than it saves.
 *
 * @param argv the command line; with `--no-cache` nothing is kept.
 */
export function keepCompiled(argv: readonly string[], env: Environment): void {
  const { enableCompileCache } = nodeModule as CompileCache;
  if (enableCompileCache === undefined || env.CI || argv.includes("--no-cache")) return;
  // Who sets it decides for all programs.
  if (env.NODE_COMPILE_CACHE || env.NODE_DISABLE_COMPILE_CACHE) return;
  const folder = folderFor(env);
  if (folder !== null) enableCompileCache(folder);
}

/** Null: there is none that can be trusted, or that this user may see. */
function folderFor(env: Environment): string | null {
  try {
    const cwd = process.cwd();
    const { folder } = cacheFolder(env, gitPlace(cwd, env)?.workTree ?? cwd, "compiled");
    return folder === null || gitPlace(folder, {}) !== null ? null : folder;
  } catch {
    return null;
  }
}
