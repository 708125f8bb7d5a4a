/** The pipeline of `lockgate capture`: select, run, record. */
import { resolve } from "node:path";
import type { ReplayOptions } from "./analysis/analyze-all.ts";
import { type RecordingsOptions, recordAll, recordUnchanged } from "./analysis/recordings.ts";
import { wantsSchemaCheck } from "./analysis/reviewed-command.ts";
import type { Recording } from "./capture/recording.ts";
import { shortfallsOf } from "./capture/shortfalls.ts";
import { inRepository } from "./config/config.ts";
import { configBefore, configuredBase } from "./config/config-before.ts";
import { prepareRun, type RunOptions } from "./config/run.ts";
import { commandTyped } from "./config/target-command.ts";
import { UsageError } from "./migrations/failure.ts";
import type { Target } from "./migrations/migration.ts";
import { selectMigrations } from "./migrations/select.ts";
import type { SelectResult } from "./migrations/selection.ts";
import { loadParser } from "./sql/parse.ts";

export interface RecordOptions extends RunOptions, Pick<ReplayOptions, "noCache" | "signal"> {
  /** As typed; default: the config's. */
  readonly command?: string | undefined;
  /** The folder whose migrations are recorded, relative to `cwd`; needed where several have new ones. */
  readonly dir?: string | undefined;
  /** Every migration, from an empty database. Default: those new against the base. */
  readonly all?: boolean | undefined;
}

export interface RecordResult {
  /** Empty where nothing is new; null where the command could not be run. */
  readonly recording: Recording | null;
  /** Why it is not whole; empty where it is. */
  readonly shortfalls: readonly { readonly path: string; readonly reason: string }[];
  readonly remarks: readonly string[];
}

/**
 * Runs the command of the one code-first target that has something new, as `lockgate capture` does.
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
  const dir = options.dir === undefined ? null : inRepository(config.root, cwd, options.dir);
  const targets = selected.kind === "no migrations" ? [] : captured(selected, dir);
  if (selected.kind === "no migrations" || targets.length === 0) {
    throw new UsageError(
      `no code-first migrations whose command is known${dir === null ? "" : ` in ${dir}`}`,
      "Give --command, or name it as `command` of a target in the config.",
    );
  }
  const { base } = selected;
  const recordings: RecordingsOptions = {
    shadow: settings.shadow,
    live: settings.databaseUrl,
    noCache: options.noCache ?? false,
    declared: config.targets,
    merged: base && (await configBefore(config, cwd, base.mergeBase)).targets,
    env,
    signal: options.signal,
    command,
    recordings: [],
    checksSchema: true,
    forbidden: null,
  };
  const selections = selected.selections.filter(({ target }) => targets.includes(target));
  if (selections.length === 0) return recordNothing(selected, targets, recordings);
  only(
    selections.map(({ target }) => target),
    "have new migrations",
  );
  const { byTarget, unanalyzed, remarks } = await recordAll(
    { ...selected, selections, targets: [] },
    recordings,
  );
  const [recording = null] = byTarget.values();
  return { recording, shortfalls: unanalyzed, remarks };
}

function captured({ targets }: SelectResult, dir: string | null): Target[] {
  return targets.filter((target) => target.isCaptured && (dir === null || target.dir === dir));
}

/** @throws {UsageError} for more than one. */
function only(targets: readonly Target[], what: string): Target | undefined {
  if (targets.length > 1) {
    const dirs = targets.map(({ dir }) => dir).join(", ");
    throw new UsageError(
      `several code-first folders ${what}: ${dirs}`,
      "Record each by itself: --dir <folder>.",
    );
  }
  return targets[0];
}

/** An empty recording, with what the target's own schema check says. */
async function recordNothing(
  selected: SelectResult,
  targets: readonly Target[],
  options: RecordingsOptions,
): Promise<RecordResult> {
  const checked = targets.filter(({ dir }) => wantsSchemaCheck(dir, options));
  const target = only(checked, "have a schemaCheck") ?? targets[0];
  if (target === undefined) return { recording: null, shortfalls: [], remarks: [] };
  const recorded = await recordUnchanged(selected, target, options);
  if (typeof recorded === "string")
    return { recording: null, shortfalls: [{ path: target.dir, reason: recorded }], remarks: [] };
  const shortfalls = recorded.run.ended === "not needed" ? [] : shortfallsOf(recorded, []);
  return { recording: recorded, shortfalls, remarks: [] };
}
