import { configuredBase } from "../config/config-before.ts";
import type { Run } from "../config/run.ts";
import type { DatabaseSource } from "../drift/database-source.ts";
import type { DriftOptions, DriftResult } from "../drift/drift.ts";
import type { DriftReport } from "../drift/drift-report.ts";
import type { Shard } from "../drift/fleet/shard.ts";
import type { SchemaChecks } from "../drift/schema/schema-check.ts";
import type { Target, ToolId } from "../migrations/migration.ts";
import type { DeclaredTarget, TargetCommand } from "../migrations/selection.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";
import type { ReplayOptions } from "./analyze-all.ts";
import { captureChains } from "./captured-chain.ts";

/** What is compared, and where. */
export interface DriftRequest extends ReplayOptions {
  readonly paths?: readonly string[] | undefined;
  readonly below?: readonly string[] | undefined;
  readonly tool?: ToolId | undefined;
  /** Default: the one of the settings, if there is one. */
  readonly databases?: readonly DatabaseSource[] | undefined;
  readonly shard?: Shard | null | undefined;
}

/** Compares the run's databases with its migrations. */
export async function compareDatabases(
  { cwd, env, config, settings }: Run,
  { paths = [], below, tool, databases, shard = null, noCache = false, signal, onProgress }: DriftRequest,
  more: Pick<DriftOptions, "git" | "noInstalledCode" | "schemaChecks" | "isCaptured"> & {
    /** The targets of the config that the base has; left out: nobody asks. */
    readonly merged?: readonly DeclaredTarget[] | null;
    /** Why the code of captured targets is not run, as the end of a sentence, or null. */
    readonly forbidden?: string | null;
    /** That of the one code-first target, as typed; null: the config's. */
    readonly command?: TargetCommand | null;
  } = {},
): Promise<DriftResult> {
  const { base, shadow, databaseUrl } = settings;
  const { merged = null, forbidden = null, command = null, ...options } = more;
  const { drift } = await import("../drift/drift.ts");
  return drift({
    cwd,
    env,
    paths,
    ...(below && { below }),
    tool: tool ?? null,
    declared: config.targets,
    base,
    configured: configuredBase(config, cwd),
    databases: databases ?? (databaseUrl === null ? [] : [{ url: databaseUrl, name: null }]),
    shard,
    shadow,
    cache: noCache ? null : cacheFolder(env, config.root).folder,
    ...config.drift,
    ...options,
    captureChain: captureChains(config.root, {
      shadow,
      live: databaseUrl,
      declared: config.targets,
      merged,
      env,
      signal,
      command,
      recordings: [],
      checksSchema: true,
      noCache,
      forbidden,
    }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
}

/** Whether `check` looks at the live database; `auto`: where one is given and there are migrations to compare it with. */
export type DriftWanted = "auto" | "always" | "never";

/** What the live database and the targets' own schema checks show, for `check`; null where that is not wanted. What git shows is reported by findings. */
export async function driftForCheck(
  run: Run,
  request: DriftRequest & {
    readonly drift?: DriftWanted | undefined;
    readonly untrusted?: string | null | undefined;
  },
  {
    targets,
    schemaChecks,
    merged,
    command,
    isCaptured,
    isRecorded,
  }: {
    readonly targets: readonly Target[];
    readonly schemaChecks: SchemaChecks;
    readonly merged: readonly DeclaredTarget[] | null;
    readonly command: TargetCommand | null;
    readonly isCaptured: NonNullable<DriftOptions["isCaptured"]>;
    /** What code sends is known from a file: none of it is run. */
    readonly isRecorded: boolean;
  },
): Promise<DriftReport | null> {
  const { drift: wanted = "auto", untrusted = null } = request;
  if (wanted === "never") return null;
  if (wanted === "auto" && run.settings.databaseUrl === null) {
    if (schemaChecks.size === 0) return null;
    const { schemaReport } = await import("../drift/schema-report.ts");
    return schemaReport(targets, schemaChecks);
  }
  const { report, exit } = await compareDatabases(run, request, {
    git: false,
    noInstalledCode: untrusted,
    forbidden: untrusted ?? (isRecorded ? "what it sends was recorded elsewhere" : null),
    schemaChecks,
    merged,
    command,
    isCaptured,
  });
  return exit === NOTHING_FOUND && wanted === "auto" ? null : report;
}

const NOTHING_FOUND = 3;
