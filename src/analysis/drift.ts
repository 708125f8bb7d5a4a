import type { Config } from "../config/config.ts";
import { configuredBase } from "../config/config-before.ts";
import type { Settings } from "../config/settings.ts";
import type { DriftOptions } from "../drift/drift.ts";
import type { DriftReport } from "../drift/drift-report.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";

/** `auto`: where a live database is given and the repository has migrations that can be compared with it. */
export type DriftWanted = boolean | "auto";

export interface DriftInput
  extends Pick<DriftOptions, "cwd" | "paths" | "below" | "tool" | "env" | "signal" | "onProgress"> {
  readonly config: Config;
  readonly settings: Settings;
  readonly noCache: boolean;
  readonly drift?: DriftWanted;
  readonly noInstalledCode?: string | null;
}

/** What the live database shows, for `check`; null where it is not wanted. What git shows is told by findings. */
export async function driftOf(input: DriftInput): Promise<DriftReport | null> {
  const { config, settings, env, drift: wanted = "auto" } = input;
  if (wanted === false || (wanted === "auto" && settings.databaseUrl === null)) return null;
  const { drift } = await import("../drift/drift.ts");
  const { report, exit } = await drift({
    cwd: input.cwd,
    paths: input.paths,
    ...(input.below && { below: input.below }),
    tool: input.tool,
    declared: config.targets,
    base: settings.base,
    configured: configuredBase(config, input.cwd),
    databases: settings.databaseUrl === null ? [] : [{ url: settings.databaseUrl, name: null }],
    git: false,
    shadow: settings.shadow,
    cache: input.noCache ? null : cacheFolder(env, config.root).folder,
    ...config.drift,
    noInstalledCode: input.noInstalledCode ?? null,
    env,
    ...(input.signal && { signal: input.signal }),
    ...(input.onProgress && { onProgress: input.onProgress }),
  });
  return exit === NOTHING_FOUND && wanted === "auto" ? null : report;
}

const NOTHING_FOUND = 3;
