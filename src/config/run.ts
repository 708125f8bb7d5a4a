/** What every command begins with: the config that is found, and the settings that are decided with it. */
import { type Config, loadConfig, type RuleIds } from "./config.ts";
import { type Settings, type SettingsOptions, settle } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  /** Absolute; default: the process's. The config is looked up from here. */
  readonly cwd?: string | undefined;
  /** A config file, relative to `cwd`; default: the nearest one from `cwd` up to the repository's root. */
  readonly config?: string | undefined;
  /** They come before the environment, and that before the config. */
  readonly settings?: SettingsOptions | undefined;
  /** Default: the process's. */
  readonly env?: Environment | undefined;
}

/** The surroundings of one run. */
export interface Run {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Environment;
  readonly config: Config;
  readonly settings: Settings;
}

/**
 * @param ruleIds see `loadConfig`.
 * @throws {UsageError} for a mistake in the config, and for a setting that is none of those possible.
 */
export async function prepareRun(options: RunOptions, ruleIds: RuleIds | null = null): Promise<Run> {
  const { cwd = process.cwd(), env = process.env, settings = {} } = options;
  const config = await loadConfig(cwd, options.config ?? null, ruleIds);
  return { cwd, env, config, settings: settle(settings, env, config, cwd) };
}
