/** The files that decide how a change is judged, before it and after it. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import { askGit } from "../migrations/compare-with-base/git.ts";
import type { Config } from "./config.ts";
import { type Before, blobsIn } from "./config-before.ts";
import type { ConfigFile } from "./config-schema.ts";
import { shortened, shrunk } from "./facts-weakened.ts";
import { isUrl, type Settings } from "./settings.ts";
import type { Weakening } from "./weakened.ts";

/** What a config names, relative to the root, with `/`. */
export interface JudgedBy {
  readonly stats: string | null;
  readonly queries: string | null;
  readonly preludes: readonly string[];
  /** Folders. */
  readonly rules: readonly string[];
}

/** @param path the config file's, relative to the root. */
export function namedIn(file: ConfigFile, path: string): JudgedBy {
  const folder = posix.dirname(path);
  const inRoot = (typed: string): string => posix.normalize(posix.join(folder, typed.replaceAll("\\", "/")));
  return {
    stats: file.stats === undefined ? null : inRoot(file.stats),
    queries: file.queries === undefined ? null : inRoot(file.queries),
    // A word alone is a hosting's name.
    preludes: (file.targets ?? []).flatMap(({ prelude }) =>
      prelude === undefined || /^[a-z]+$/.test(prelude) ? [] : [inRoot(prelude)],
    ),
    rules: (file.userRules ?? []).map(inRoot),
  };
}

/** What the change does to the content of what the config named before it, and to facts that the caller names. */
export async function contentWeakened(
  before: Before,
  { config, settings }: { readonly config: Config; readonly settings: Pick<Settings, "stats" | "queries"> },
  commit: string,
): Promise<Weakening[]> {
  const { root } = config;
  const named = before.path === null ? null : namedIn(before.config, before.path);
  const { preludes = [], rules = [] } = named ?? {};
  const changed = await changedSince(root, commit, [...preludes, ...rules]);
  const stats = new Set([named?.stats, inRepository(root, settings.stats)]);
  const queries = new Set([named?.queries, inRepository(root, settings.queries)]);
  const facts = [
    ...[...stats].flatMap((path) => (path ? [shrunk(root, commit, path)] : [])),
    ...[...queries].flatMap((path) => (path ? [shortened(root, commit, path)] : [])),
  ];
  return [
    ...changed.map((path): Weakening => {
      return { of: preludes.includes(path) ? "prelude" : "rules", does: `changes ${path}` };
    }),
    ...(await Promise.all(facts)).flat(),
  ];
}

/** Null: it is none, an address, or a file outside of the repository. */
function inRepository(root: string, path: string | null): string | null {
  if (path === null || isUrl(path)) return null;
  const inside = relative(root, path).split(sep).join("/");
  return inside.startsWith("../") || isAbsolute(inside) ? null : inside;
}

/** Paths of a commit that differ in the working tree. */
async function changedSince(root: string, commit: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const args = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=MDT", commit];
  const listed = await askGit(root, [...args, "--", ...paths.map((path) => `:(literal,top)${path}`)]);
  return (listed ?? "").split("\0").filter((path) => path !== "");
}

/** Folders that the base has and that the change reads in another way than lockgate finds by itself. */
export async function newlyDeclared(before: Before, config: Config, commit: string): Promise<Weakening[]> {
  const known = new Set(before.config.targets?.map(({ dir }) => posix.normalize(dir)));
  const declared = config.targets.flatMap((target, at) => {
    const { dir = "", name: _name, ...ways } = config.file.targets?.[at] ?? {};
    const how = Object.keys(ways);
    return known.has(posix.normalize(dir)) || how.length === 0 ? [] : [{ dir: target.dir, how }];
  });
  const listed = await Promise.all(
    declared.map(({ dir }) =>
      askGit(config.root, ["ls-tree", "--name-only", "--full-tree", commit, "--", `${dir}/`]),
    ),
  );
  return declared
    .filter((_, at) => (listed[at] ?? "") !== "")
    .map(({ dir, how }) => ({
      of: "config",
      does: `reads the folder ${dir} in another way (${how.join(", ")})`,
    }));
}

/**
 * The first file that decides how the change is judged and that is not as it is in a commit, relative to the root; null
 * where all are. The user's rules are not among them.
 */
export async function firstChanged(before: Before, config: Config, commit: string): Promise<string | null> {
  if (before.path !== config.path) return config.path ?? before.path;
  const named = before.path === null ? null : namedIn(before.config, before.path);
  const baseline = relative(config.root, config.baseline).split(sep).join("/");
  const paths = [
    ...(before.path === null ? [] : [before.path]),
    baseline,
    ...(named === null ? [] : [named.stats, named.queries, ...named.preludes]).filter((one) => one !== null),
  ];
  const blobs = await blobsIn(config.root, commit, paths);
  const differs = (path: string): boolean => {
    const file = join(config.root, path);
    return (existsSync(file) ? readFileSync(file, "utf8") : null) !== (blobs.get(path) ?? null);
  };
  return paths.find(differs) ?? null;
}
