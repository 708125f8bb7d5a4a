/** The recordings of the code-first targets of a run, one for each that has something to judge. */
import { readFile, stat } from "node:fs/promises";
import type { Recording } from "../capture/recording.ts";
import { shortfallsOf } from "../capture/shortfalls.ts";
import type { SchemaCheck, SchemaChecks } from "../drift/schema/schema-check.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import { UsageError } from "../migrations/failure.ts";
import type { Target } from "../migrations/migration.ts";
import type { Selection, SelectResult } from "../migrations/selection.ts";
import { ShadowUnavailable } from "../shadow/engines/shadow.ts";
import type { CaptureSelectionOptions } from "./capture-selection.ts";
import { type CommandOptions, commandFor, type Decided, wantsSchemaCheck } from "./reviewed-command.ts";
import { schemaCheckIn } from "./schema-check.ts";

export interface RecordingsOptions
  extends Omit<CaptureSelectionOptions, "root" | "command" | "base">,
    CommandOptions {
  /** Those that were made before, instead of a run; none: the commands are run. */
  readonly recordings: readonly Recording[];
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
    const decided = options.recordings.length === 0 ? commandFor(target.dir, options) : null;
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

/** The recording of a target of which nothing is new, or why there is none: its schema check, where it has one, is all that is run. */
export function recordUnchanged(
  selected: SelectResult,
  target: Target,
  options: RecordingsOptions,
): Promise<Recording | string> {
  const { migrations } = target;
  return recordingOf(
    selected,
    { target, migrations, judged: new Set() },
    commandFor(target.dir, options),
    options,
  );
}

/** The check of a target of which nothing is new, on what all its migrations make. */
async function checkUnchanged(
  selected: SelectResult,
  target: Target,
  options: RecordingsOptions,
): Promise<SchemaCheck> {
  const { migrations } = target;
  const judged = new Set(migrations.map(({ id }) => id));
  const decided = options.recordings.length === 0 ? commandFor(target.dir, options) : null;
  const all = { target, migrations, judged };
  const recorded = await recordingOf({ ...selected, base: null }, all, decided, options);
  return typeof recorded === "string" ? { kind: "failed", reason: recorded } : schemaCheckIn(recorded);
}

type Recorded = Pick<Selection, "target" | "migrations" | "judged">;

function judgedOf({ migrations, judged }: Selection) {
  return migrations.filter(({ id }) => judged.has(id));
}

/** The recording, or why there is none. */
export async function recordingOf(
  { root, base }: Pick<SelectResult, "root" | "base">,
  selection: Recorded,
  decided: Decided | null,
  options: RecordingsOptions,
): Promise<Recording | string> {
  const { recordings } = options;
  const { dir } = selection.target;
  if (recordings.length > 0)
    return (
      recordings.find((one) => one.dir === dir) ??
      `the recording is of ${recordings.map((one) => one.dir).join(", ")}`
    );
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

/** @throws {UsageError} for a file that is no recording, and for two of one folder. */
export async function readRecordingFiles(paths: readonly string[]): Promise<Recording[]> {
  const recordings: Recording[] = [];
  for (const path of paths) {
    const recording = await readRecordingFile(path);
    if (recordings.some(({ dir }) => dir === recording.dir))
      throw new UsageError(`${path} is a second recording of ${recording.dir}`, "Give one for each folder.");
    recordings.push(recording);
  }
  return recordings;
}

async function readRecordingFile(path: string): Promise<Recording> {
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
