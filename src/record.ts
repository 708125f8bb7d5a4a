/** The pipeline of `lockgate capture`: select, run, record. */
import { resolve } from "node:path";
import type { ReplayOptions } from "./analysis/analyze-all.ts";
import { recordAll } from "./analysis/recordings.ts";
import type { Recording } from "./capture/recording.ts";
import { configBefore, configuredBase } from "./config/config-before.ts";
import { prepareRun, type RunOptions } from "./config/run.ts";
import { commandTyped } from "./config/target-command.ts";
import { UsageError } from "./migrations/failure.ts";
import { selectMigrations } from "./migrations/select.ts";
import { loadParser } from "./sql/parse.ts";

export interface RecordOptions extends RunOptions, Pick<ReplayOptions, "noCache" | "signal"> {
  /** As typed; default: the config's. */
  readonly command?: string | undefined;
  /** Every migration, from an empty database. Default: those new against the base. */
  readonly all?: boolean | undefined;
}

export interface RecordResult {
  /** Null where nothing is new. */
  readonly recording: Recording | null;
  /** Why it is not whole; empty where it is. */
  readonly shortfalls: readonly { readonly path: string; readonly reason: string }[];
  readonly remarks: readonly string[];
}

/**
 * Runs the command of the one code-first target that has something new.
 *
 * @throws {UsageError} where there is no such target, or more than one.
 */
export async function record(options: RecordOptions = {}): Promise<RecordResult> {
  const { cwd, env, config, settings } = await prepareRun(options);
  const command = options.command === undefined ? null : commandTyped(options.command, config.root, cwd);
  const [selected] = await Promise.all([
    selectMigrations({
      cwd: resolve(cwd),
      env,
      paths: [],
      all: options.all ?? false,
      staged: false,
      tool: null,
      base: settings.base,
      configured: configuredBase(config, cwd),
      declared: config.targets,
      isCaptured: () => command !== null,
    }),
    loadParser(),
  ]);
  const targets = selected.kind === "no migrations" ? [] : selected.targets.filter((one) => one.isCaptured);
  if (selected.kind === "no migrations" || targets.length === 0) {
    throw new UsageError(
      "no code-first migrations whose command is known",
      "Give --command, or name it as `command` of a target in the config.",
    );
  }
  const selections = selected.selections.filter(({ target }) => target.isCaptured);
  if (selections.length > 1) {
    const dirs = selections.map(({ target }) => target.dir).join(", ");
    throw new UsageError(
      `several code-first folders have new migrations: ${dirs}`,
      "Record them one by one.",
    );
  }
  const { base } = selected;
  const { byTarget, unanalyzed, remarks } = await recordAll(
    { ...selected, selections },
    {
      shadow: settings.shadow,
      live: settings.databaseUrl,
      noCache: options.noCache ?? false,
      declared: config.targets,
      merged: base && (await configBefore(config, cwd, base.mergeBase)).targets,
      env,
      signal: options.signal,
      command,
      recording: null,
      checksSchema: true,
      forbidden: null,
    },
  );
  const [recording = null] = byTarget.values();
  return { recording, shortfalls: unanalyzed, remarks };
}
