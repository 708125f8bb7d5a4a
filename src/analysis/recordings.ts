/** The recordings of the code-first targets of a run, one for each that has something to judge. */
import { readFile, stat } from "node:fs/promises";
import type { Recording } from "../capture/recording.ts";
import { shortfallsOf } from "../capture/shortfalls.ts";
import type { Unanalyzed } from "../judge/finding.ts";
import { UsageError } from "../migrations/failure.ts";
import type { Target } from "../migrations/migration.ts";
import type { DeclaredTarget, Selection, SelectResult, TargetCommand } from "../migrations/selection.ts";
import { ShadowUnavailable } from "../shadow/engines/shadow.ts";
import type { CaptureSelectionOptions } from "./capture-selection.ts";

export interface RecordingsOptions
  extends Omit<CaptureSelectionOptions, "root" | "command" | "baseCommand" | "base"> {
  readonly declared: readonly DeclaredTarget[];
  /** That of the one code-first target, as typed; null: the config's. */
  readonly command: TargetCommand | null;
  /** One that was made before, instead of a run. */
  readonly recording: Recording | null;
  /** Why no code of the repository may be run, as the end of a sentence, or null. */
  readonly forbidden: string | null;
}

export interface Recordings {
  readonly byTarget: ReadonlyMap<Target, Recording>;
  /** Those with something to judge, without those of which there is no recording. */
  readonly selections: readonly Selection[];
  readonly unanalyzed: readonly Unanalyzed[];
}

export async function recordAll(selected: SelectResult, options: RecordingsOptions): Promise<Recordings> {
  const byTarget = new Map<Target, Recording>();
  const unanalyzed: Unanalyzed[] = [];
  const selections: Selection[] = [];
  for (const selection of selected.selections) {
    const { target } = selection;
    if (!target.isCaptured) {
      selections.push(selection);
      continue;
    }
    const recorded = await recordingOf(selected, selection, options);
    if (typeof recorded === "string") {
      unanalyzed.push(...judgedOf(selection).map(({ path }) => ({ path, line: null, reason: recorded })));
      continue;
    }
    byTarget.set(target, recorded);
    unanalyzed.push(...shortfallsOf(recorded, judgedOf(selection)));
    selections.push(selection);
  }
  return { byTarget, selections, unanalyzed };
}

function judgedOf({ migrations, judged }: Selection) {
  return migrations.filter(({ id }) => judged.has(id));
}

/** The recording, or why there is none. */
async function recordingOf(
  { root, base }: SelectResult,
  selection: Selection,
  options: RecordingsOptions,
): Promise<Recording | string> {
  const { target } = selection;
  if (options.recording !== null) return options.recording;
  const command = options.command ?? options.declared.find(({ dir }) => dir === target.dir)?.command;
  if (command === undefined || command === null) return "no command says how it is run";
  if (options.forbidden !== null) return `its command is not run: ${options.forbidden}`;
  const { captureSelection } = await import("./capture-selection.ts");
  try {
    return await captureSelection(selection, {
      ...options,
      root,
      command,
      baseCommand: null,
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
