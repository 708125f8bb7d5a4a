/** Runs the code of a captured target for the drift check: all its migrations, from an empty database. */
import { shortfallsOf } from "../capture/shortfalls.ts";
import type { CaptureChain, CapturedChain } from "../drift/captured-chain.ts";
import type { Surveyed } from "../migrations/survey.ts";
import { type RecordingsOptions, recordingOf } from "./recordings.ts";
import { commandFor, wantsSchemaCheck } from "./reviewed-command.ts";
import { counter } from "./schedule.ts";
import { scheduleRecording } from "./schedule-recording.ts";
import { schemaCheckIn } from "./schema-check.ts";

/** @param root absolute */
export function captureChains(root: string, options: RecordingsOptions): CaptureChain {
  const byDir = new Map<string, Promise<CapturedChain | string>>();
  return (surveyed) => {
    const { dir } = surveyed.target;
    const chain = byDir.get(dir) ?? captureChain(root, surveyed, options);
    byDir.set(dir, chain);
    return chain;
  };
}

async function captureChain(
  root: string,
  { target }: Surveyed,
  options: RecordingsOptions,
): Promise<CapturedChain | string> {
  const { migrations } = target;
  const judged = new Set(migrations.map(({ id }) => id));
  const all = { target, migrations, judged };
  const recording = await recordingOf({ root, base: null }, all, commandFor(target.dir, options), options);
  if (typeof recording === "string") return recording;
  const [shortfall] = shortfallsOf(recording, migrations);
  if (shortfall !== undefined) return `${shortfall.path}: ${shortfall.reason}`;
  const scheduled = scheduleRecording(recording, { ...all, grouping: "one change", early: [] }, counter(-1));
  return {
    scheduled: scheduled.map((one) => ({ ...one, judged: false })),
    historyTable: recording.historyTable,
    schemaCheck: wantsSchemaCheck(target.dir, options) ? schemaCheckIn(recording) : null,
  };
}
