/** The library: what the command line does, for programs. Rules are written against `lockgate/rule`. */
import { type Checked, check as checkWith } from "./check.ts";
import { loadConfig } from "./config/config.ts";
import { configuredBase } from "./config/config-before.ts";
import { type Flags, settle } from "./config/settings.ts";
import { type Drifted, drift as driftWith } from "./drift/drift.ts";
import type { DatabaseSource } from "./drift/live-database.ts";
import { ruleIds } from "./judge/load-rules.ts";
import type { ToolId } from "./migrations/migration.ts";
import { cacheFolder } from "./shadow/engines/cache.ts";
import { VERSION } from "./version.ts";

export type { Checked } from "./check.ts";
export type { Drifted } from "./drift/drift.ts";
export type { Difference, DriftReport, HistoryItem } from "./drift/drift-report.ts";
export type { DatabaseSource } from "./drift/live-database.ts";
export type { Effect, EffectKind, Evidence } from "./effects/effect.ts";
export type { Finding } from "./judge/finding.ts";
export type { Verdict } from "./judge/verdict.ts";
export { type LocksOptions, locks, SchemaUnreadable } from "./locks.ts";
export { UsageError } from "./migrations/failure.ts";
export type { ToolId, Transaction } from "./migrations/migration.ts";
export { LOCK_MODES, type LockMode } from "./postgres/lock-mode.ts";
export { renderDriftMarkdown } from "./report/drift/drift-markdown.ts";
export { renderJson } from "./report/json.ts";
export type { LockedStatement, Locks } from "./report/locks-report.ts";
export { renderMarkdown } from "./report/markdown.ts";
export type { Report } from "./report/report.ts";

export interface CheckInput {
  /** Absolute; default: the process's. The config is looked up from here. */
  readonly cwd?: string;
  /** Files and folders; none: what is new against the base branch. */
  readonly paths?: readonly string[];
  readonly all?: boolean;
  readonly staged?: boolean;
  readonly tool?: ToolId;
  /** A config file; default: the one that is found. */
  readonly config?: string;
  /** As the options of the command line; before the environment and the config. */
  readonly flags?: Flags;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly noCache?: boolean;
  /** Whether the live database is compared with the migrations, too. Default: where one is given. */
  readonly drift?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * `lockgate check`: the report, and the exit code of the command line's contract.
 *
 * @throws {UsageError} for what has to be mended first: a mistake in the config, a path or a base that does not exist.
 */
export async function check(input: CheckInput = {}): Promise<Checked> {
  const { cwd = process.cwd(), env = process.env, flags = {}, signal } = input;
  const config = await loadConfig(cwd, input.config ?? null, ruleIds);
  return checkWith({
    version: VERSION,
    cwd,
    env,
    config,
    settings: settle(flags, env, config, cwd),
    paths: input.paths ?? [],
    all: input.all ?? false,
    staged: input.staged ?? false,
    tool: input.tool ?? null,
    noCache: input.noCache ?? false,
    updateBaseline: false,
    drift: input.drift ?? "auto",
    ...(signal && { signal }),
  });
}

export interface DriftInput {
  /** Absolute; default: the process's. The config is looked up from here. */
  readonly cwd?: string;
  /** Folders of migrations; none: all. */
  readonly paths?: readonly string[];
  readonly tool?: ToolId;
  /** A config file; default: the one that is found. */
  readonly config?: string;
  /** Default: the one of `LOCKGATE_DATABASE_URL`, if there is one. */
  readonly databases?: readonly DatabaseSource[];
  /** As the options of the command line; before the environment and the config. */
  readonly flags?: Pick<Flags, "base" | "shadow">;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly noCache?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * `lockgate drift`: the report, and the exit code of the command line's contract.
 *
 * @throws {UsageError} for what has to be mended first: a mistake in the config, a base that does not exist.
 */
export async function drift(input: DriftInput = {}): Promise<Drifted> {
  const { cwd = process.cwd(), env = process.env, flags = {}, signal } = input;
  const config = await loadConfig(cwd, input.config ?? null, null);
  const { base, shadow, databaseUrl } = settle(flags, env, config, cwd);
  const known = databaseUrl === null ? [] : [{ url: databaseUrl, name: null }];
  return driftWith({
    cwd,
    paths: input.paths ?? [],
    tool: input.tool ?? null,
    declared: config.targets,
    base,
    configured: configuredBase(config, cwd),
    databases: input.databases ?? known,
    shadow,
    cache: input.noCache === true ? null : cacheFolder(env, config.root).folder,
    ...config.drift,
    env,
    ...(signal && { signal }),
  });
}
