import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Excuse } from "../judge/excuse.ts";
import type { LevelOverride, Sizing, SizingOverride, Weighing } from "../judge/weight.ts";
import { THRESHOLDS } from "../judge/weight.ts";
import { UsageError } from "../migrations/failure.ts";
import type { DeclaredTarget } from "../migrations/selection.ts";
import type { ConfigFile } from "./config-schema.ts";
import { declaredTargets } from "./declared-targets.ts";
import { findConfig, repositoryRoot } from "./find-config.ts";
import { refuseLinkOut, refuseRulesOutside } from "./own-files.ts";

/**
 * What the repository's config says, checked and frozen. Paths are absolute or, where said, relative to the root.
 * What can also come from a flag or the environment stands in settings.ts.
 */
export interface Config {
  /** Absolute; the folder with `.git`, else the working directory. */
  readonly root: string;
  /** The config file relative to the root, or null when there is none. */
  readonly path: string | null;
  /** As it stands in the file, for settings.ts. */
  readonly file: ConfigFile;
  readonly targets: readonly DeclaredTarget[];
  readonly weighing: Weighing;
  /** Absolute. */
  readonly userRules: readonly string[];
  readonly lockTimeout: string | null;
  /** Null: the role that took the snapshot. */
  readonly migrationRole: string | null;
  /** Absolute. */
  readonly baseline: string;
  readonly excused: readonly Excuse[];
  readonly overrideLabel: string | null;
  readonly drift: {
    readonly requireSchema: boolean;
    readonly include: readonly ("comments" | "grants" | "owners" | "storage")[];
    readonly ignore: readonly string[];
    /** Null: all that are not ignored by rule. */
    readonly schemas: readonly string[] | null;
  };
}

/** The ids of every rule that there is, when the user's own stand in these folders (absolute paths). */
export type RuleIds = (userRules: readonly string[]) => readonly string[] | Promise<readonly string[]>;

/**
 * Finds and reads the config.
 *
 * @param named the config file, relative to `cwd`; null: the nearest one from `cwd` up to the repository's root.
 * @param ruleIds null: the config may name rules that do not exist.
 * @throws {UsageError} naming file and line of every mistake.
 */
export async function loadConfig(
  cwd: string,
  named: string | null,
  ruleIds: RuleIds | null,
): Promise<Config> {
  const root = repositoryRoot(cwd);
  const found = findConfig(cwd, root, named);
  if (found === null) return freeze(await configOf({}, root, root, null));
  const shown = slashed(relative(root, found));
  const folder = dirname(found);
  refuseLinkOut(root, found);
  const { parseConfig } = await import("./parse-config.ts");
  const parsed = await parseConfig(found, readText(found, shown), {
    ruleIds: async (file) => ruleIds && (await ruleIds(rulesOf(file, root, folder))),
    isInside: (typed) => isInside(root, resolve(folder, typed)) && !isAbsolute(typed),
  });
  if (isMistakes(parsed)) {
    throw new UsageError(parsed.map(({ line, message }) => `${shown}:${line}: ${message}`).join("\n"));
  }
  return freeze(await configOf(parsed, root, folder, shown));
}

/** Absolute paths of the folders of the user's rules. */
function rulesOf({ userRules = [] }: ConfigFile, root: string, folder: string): string[] {
  const folders = userRules.map((typed) => resolve(folder, typed));
  for (const path of folders) refuseRulesOutside(root, path);
  return folders;
}

function isMistakes<T>(parsed: ConfigFile | readonly T[]): parsed is readonly T[] {
  return Array.isArray(parsed);
}

/** In bytes: more than any person writes. */
const LARGEST_CONFIG = 1_000_000;

function readText(path: string, shown: string): string {
  let bytes: Buffer;
  try {
    if (statSync(path).size > LARGEST_CONFIG) throw tooLarge(shown);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${shown} cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`);
  }
  if (!isUtf8(bytes)) throw new UsageError(`${shown} is not UTF-8`);
  return bytes.toString("utf8");
}

function tooLarge(shown: string): UsageError {
  return new UsageError(`${shown} is larger than 1 MB: a config is read up to that size`);
}

async function configOf(
  file: ConfigFile,
  root: string,
  folder: string,
  path: string | null,
): Promise<Config> {
  // A path in a config stands relative to its file; inside it is relative to the root, with `/`.
  const inRoot = (typed: string): string => slashed(relative(root, resolve(folder, typed)));
  const overrides = await overridesOf(file, inRoot);
  const baseline = resolve(folder, file.baseline ?? "lockgate.baseline.json");
  refuseLinkOut(root, baseline);
  return {
    root,
    path,
    file,
    targets: declaredTargets(file, inRoot),
    weighing: { ...sizedBy(file.tables, { thresholds: THRESHOLDS, assume: "large" }), ...overrides },
    userRules: rulesOf(file, root, folder),
    lockTimeout: file.lockTimeout ?? null,
    migrationRole: file.migrationRole ?? null,
    baseline,
    excused: await excusedOf(file, inRoot),
    overrideLabel: file.overrideLabel ?? null,
    drift: { requireSchema: false, include: [], ignore: [], schemas: null, ...file.drift },
  };
}

async function overridesOf(
  file: ConfigFile,
  inRoot: (typed: string) => string,
): Promise<{ readonly levels: LevelOverride[]; readonly sizings: SizingOverride[] }> {
  const levels: LevelOverride[] = Object.entries(file.rules ?? {}).map(([rule, level]) => {
    return { rule, level, where: null };
  });
  const sizings: SizingOverride[] = [];
  for (const { paths, tables, rules = {}, size } of file.overrides ?? []) {
    const onPath = paths === undefined ? null : await matcher(paths.map(inRoot));
    const onTable = tables === undefined ? null : await matcher(tables);
    const where = (path: string, relation: string | null): boolean =>
      (onPath === null || onPath(path)) && (onTable === null || (relation !== null && onTable(relation)));
    levels.push(...Object.entries(rules).map(([rule, level]) => ({ rule, level, where })));
    if (size !== undefined) sizings.push({ where, over: (sizing) => sizedBy(size, sizing) });
  }
  return { levels, sizings };
}

/** What the config says of sizes, over what holds without it. */
function sizedBy(
  { small, big, hot, assume }: ConfigFile["tables"] = {},
  { thresholds, ...rest }: Sizing,
): Sizing {
  return {
    thresholds: {
      small: { ...thresholds.small, ...small },
      big: { ...thresholds.big, ...big },
      hot: { ...thresholds.hot, ...hot },
    },
    assume: assume ?? rest.assume,
  };
}

function excusedOf(file: ConfigFile, inRoot: (typed: string) => string): Promise<Excuse[]> {
  return Promise.all(
    (file.unanalyzed ?? []).map(async ({ path, line, reason, until }) => ({
      matches: await matcher([inRoot(path)]),
      path,
      line: line ?? null,
      reason,
      until: until ?? null,
    })),
  );
}

/** Patterns as in .gitignore's globs; a text without special characters is itself, whatever it holds. */
async function matcher(patterns: readonly string[]): Promise<(text: string) => boolean> {
  const { default: picomatch } = await import("picomatch");
  const globs = patterns.map((pattern) => picomatch(pattern, { dot: true }));
  return (text) => patterns.includes(text) || globs.some((matches) => matches(text));
}

/** A path as typed in `cwd`, relative to the repository's root, with `/`. */
export function inRepository(root: string, cwd: string, typed: string): string {
  return slashed(relative(root, resolve(cwd, typed)));
}

function isInside(root: string, path: string): boolean {
  const inside = relative(root, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
