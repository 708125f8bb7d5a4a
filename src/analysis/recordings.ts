/** The recordings of the code-first targets of a run, one for each that has something to judge. */
import { readFile, stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Recording } from "../capture/recording.ts";
import { shortfallsOf } from "../capture/shortfalls.ts";
import type { SchemaCheck, SchemaChecks } from "../drift/schema/schema-check.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import { UsageError } from "../migrations/failure.ts";
import type { Target } from "../migrations/migration.ts";
import type { DeclaredTarget, Selection, SelectResult, TargetCommand } from "../migrations/selection.ts";
import { ShadowUnavailable } from "../shadow/engines/shadow.ts";
import type { CaptureSelectionOptions } from "./capture-selection.ts";
import { schemaCheckIn } from "./schema-check.ts";

export interface RecordingsOptions extends Omit<CaptureSelectionOptions, "root" | "command" | "base"> {
  readonly declared: readonly DeclaredTarget[];
  /** The targets of the config that the base has; null: nothing is compared with a base. */
  readonly merged: readonly DeclaredTarget[] | null;
  /** That of the one code-first target, as typed; null: the config's. */
  readonly command: TargetCommand | null;
  /** One that was made before, instead of a run. */
  readonly recording: Recording | null;
  /** Whether the targets' own schema checks are run; for what has nothing new, too. */
  readonly checksSchema: boolean;
  /** Why no code of the repository may be run, as the end of a sentence, or null. */
  readonly forbidden: string | null;
}

export interface Recordings {
  readonly byTarget: ReadonlyMap<Target, Recording>;
  /** Those with something to judge, without those of which there is no recording. */
  readonly selections: readonly Selection[];
  readonly unanalyzed: readonly Unanalyzed[];
  readonly schemaChecks: SchemaChecks;
  /** Whole sentences on what was run otherwise than this checkout says, or not at all. */
  readonly remarks: readonly string[];
}

export async function recordAll(selected: SelectResult, options: RecordingsOptions): Promise<Recordings> {
  const byTarget = new Map<Target, Recording>();
  const unanalyzed: Unanalyzed[] = [];
  const selections: Selection[] = [];
  const remarks: string[] = [];
  const schemaChecks = new Map<string, SchemaCheck>();
  for (const selection of selected.selections) {
    const { target } = selection;
    if (!target.isCaptured) {
      selections.push(selection);
      continue;
    }
    const decided = options.recording === null ? commandFor(target.dir, options) : null;
    if (decided?.remark) remarks.push(decided.remark);
    const recorded = await recordingOf(selected, selection, decided, options);
    if (typeof recorded === "string") {
      unanalyzed.push(...judgedOf(selection).map(({ path }) => ({ path, line: null, reason: recorded })));
      continue;
    }
    byTarget.set(target, recorded);
    if (wantsSchemaCheck(target.dir, options)) schemaChecks.set(target.dir, schemaCheckIn(recorded));
    unanalyzed.push(...shortfallsOf(recorded, judgedOf(selection)));
    selections.push(selection);
  }
  for (const target of selected.base === null ? [] : selected.targets) {
    const isNew = selected.selections.some((selection) => selection.target === target);
    if (isNew || !target.isCaptured || !wantsSchemaCheck(target.dir, options)) continue;
    const { forbidden } = options;
    if (forbidden === null) schemaChecks.set(target.dir, await checkUnchanged(selected, target, options));
    else remarks.push(`The schemaCheck of ${target.dir} is not run: ${forbidden}.`);
  }
  return { byTarget, selections, unanalyzed, schemaChecks, remarks };
}

/** Whether what may be run of a target has a schema check: see {@link commandFor}. */
export function wantsSchemaCheck(
  dir: string,
  {
    checksSchema,
    command,
    declared,
    merged,
  }: Pick<RecordingsOptions, "checksSchema" | "command" | "declared" | "merged">,
): boolean {
  const reviewed = merged && commandIn(merged, dir);
  const own = command ?? reviewed ?? commandIn(declared, dir);
  return checksSchema && own !== undefined && own.schemaCheck !== null;
}

/** The check of a target of which nothing is new, on what all its migrations make. */
async function checkUnchanged(
  selected: SelectResult,
  target: Target,
  options: RecordingsOptions,
): Promise<SchemaCheck> {
  const { migrations } = target;
  const judged = new Set(migrations.map(({ id }) => id));
  const decided = options.recording === null ? commandFor(target.dir, options) : null;
  const all = { target, migrations, judged };
  const recorded = await recordingOf({ ...selected, base: null }, all, decided, options);
  return typeof recorded === "string" ? { kind: "failed", reason: recorded } : schemaCheckIn(recorded);
}

type Recorded = Pick<Selection, "target" | "migrations" | "judged">;

function judgedOf({ migrations, judged }: Selection) {
  return migrations.filter(({ id }) => judged.has(id));
}

type CommandOptions = Pick<RecordingsOptions, "command" | "declared" | "merged" | "env" | "forbidden">;

interface Decided {
  /** The command that is run, or why none is. */
  readonly command: TargetCommand | string;
  readonly remark: string | null;
}

/**
 * What may be run is what has been reviewed: the base's command, whatever the change makes of it. One that the base does not
 * have yet runs where a person typed it or sits in front of it.
 */
export function commandFor(
  dir: string,
  { command, declared, merged, env, forbidden }: CommandOptions,
): Decided {
  const plain = (decided: Decided["command"]): Decided => ({ command: decided, remark: null });
  if (command !== null) return plain(forbidden === null ? command : `its command is not run: ${forbidden}`);
  const own = commandIn(declared, dir);
  if (own === undefined) return plain("no command says how it is run");
  if (forbidden !== null) return plain(`its command is not run: ${forbidden}`);
  if (merged === null) return plain(own);
  const reviewed = commandIn(merged, dir);
  if (reviewed === undefined)
    return plain(
      env.CI ? "its command is not on the base branch yet, and only what is merged is run in CI" : own,
    );
  if (isDeepStrictEqual(own, reviewed)) return plain(own);
  return {
    command: reviewed,
    remark: `This change rewrites the command of ${dir}: the base's was run.`,
  };
}

function commandIn(targets: readonly DeclaredTarget[], dir: string): TargetCommand | undefined {
  return targets.find((target) => target.dir === dir)?.command;
}

/** The recording, or why there is none. */
export async function recordingOf(
  { root, base }: Pick<SelectResult, "root" | "base">,
  selection: Recorded,
  decided: Decided | null,
  options: RecordingsOptions,
): Promise<Recording | string> {
  const { recording } = options;
  const { dir } = selection.target;
  if (recording !== null) return recording.dir === dir ? recording : `the recording is of ${recording.dir}`;
  if (decided === null) return "nothing runs it";
  const { command } = decided;
  if (typeof command === "string") return command;
  const { captureSelection } = await import("./capture-selection.ts");
  try {
    return await captureSelection(selection, {
      ...options,
      root,
      command: options.checksSchema ? command : { ...command, schemaCheck: null },
      base: base?.mergeBase ?? null,
    });
  } catch (error) {
    if (!(error instanceof ShadowUnavailable)) throw error;
    return `cannot be recorded: ${error.message}`;
  }
}

/** @throws {UsageError} for a file that is no recording. */
export async function readRecordingFile(path: string): Promise<Recording> {
  const { LARGEST_RECORDING, readRecording } = await import("../capture/recording.ts");
  let source: string;
  try {
    const { size } = await stat(path);
    if (size > LARGEST_RECORDING)
      throw new UsageError(`${path} is too large to be a recording: ${size} bytes`);
    source = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`);
  }
  const read = readRecording(source);
  if (!read.ok) throw new UsageError(`${path} is no recording of lockgate: ${read.reason}`);
  return read.recording;
}
