import { dirname, join, relative, resolve, sep } from "node:path";
import { askGit, readBlobs } from "../migrations/compare-with-base/git.ts";
import { UsageError } from "../migrations/failure.ts";
import type { ConfiguredBase, DeclaredTarget } from "../migrations/selection.ts";
import type { Config } from "./config.ts";
import type { ConfigFile } from "./config-schema.ts";
import { declaredTargets } from "./declared-targets.ts";
import { CONFIG_NAMES } from "./find-config.ts";

/** What a change is judged by, as it was before the change. */
export interface Before {
  /** The config's path relative to the root, or null where there was none. */
  readonly path: string | null;
  /** `{}` where there was none, or none that can be read. */
  readonly config: ConfigFile;
  readonly targets: readonly DeclaredTarget[];
  /** The text of the baseline file, or null where there was none. */
  readonly baseline: string | null;
}

/**
 * The config and the baseline as they stand in a commit.
 *
 * @param cwd the folder that the config is looked up from, absolute.
 */
export async function configBefore(config: Config, cwd: string, commit: string): Promise<Before> {
  const { root } = config;
  const found = candidates(root, cwd);
  // One that is found nearer now than before was put in front of the other.
  const paths = config.path === null || found.includes(config.path) ? found : [config.path];
  const baseline = slashed(relative(root, config.baseline));
  const blobs = await blobsIn(root, commit, [...paths, baseline]);
  const path = paths.find((candidate) => blobs.has(candidate));
  const text = path === undefined ? undefined : blobs.get(path);
  const file = path === undefined || text === undefined ? {} : await parsed(path, text);
  const folder = join(root, dirname(path ?? ""));
  return {
    path: path ?? null,
    config: file,
    targets: targetsOf(file, (typed) => slashed(relative(root, resolve(folder, typed)))),
    baseline: blobs.get(baseline) ?? null,
  };
}

/** None where one of them is a mistake: the change that is judged may be the one that mends it. */
function targetsOf(file: ConfigFile, inRoot: (typed: string) => string): readonly DeclaredTarget[] {
  try {
    return declaredTargets(file, inRoot);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [];
  }
}

async function parsed(path: string, text: string): Promise<ConfigFile> {
  const { parseConfig } = await import("./parse-config.ts");
  const config = await parseConfig(path, text, { ruleIds: async () => null, isInside: () => true });
  return Array.isArray(config) ? {} : (config as ConfigFile);
}

/** Where a config would be looked for, the nearest first. */
function candidates(root: string, cwd: string): string[] {
  const found: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    found.push(...CONFIG_NAMES.map((name) => slashed(relative(root, join(folder, name)))));
    if (folder === root || dirname(folder) === folder) return found.filter((path) => !path.startsWith("../"));
  }
}

/** The texts of those of these files that a commit has, by path. */
export async function blobsIn(
  root: string,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const listing = await askGit(root, ["ls-tree", "-z", "--full-tree", commit, "--", ...paths]);
  const entries = (listing ?? "").split("\0").flatMap((line) => {
    const found = /^100\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    return found === null ? [] : [{ id: found[1] ?? "", path: found[2] ?? "" }];
  });
  if (entries.length === 0) return new Map();
  const blobs = await readBlobs(
    root,
    entries.map(({ id }) => id),
  );
  return new Map(entries.map(({ id, path }) => [path, blobs.get(id)?.toString("utf8") ?? ""]));
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}

/** The base branch that the config names, here and in other commits. */
export function configuredBase(config: Config, cwd: string): ConfiguredBase {
  return {
    here: config.file.base ?? null,
    at: async (commit) => (await configBefore(config, cwd, commit)).config.base ?? null,
  };
}
