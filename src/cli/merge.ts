import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import type { Command } from "commander";
import type { GivenShare } from "../drift/fleet/merge-shares.ts";
import { UsageError } from "../migrations/failure.ts";
import { DRIFT_FORMATS, type DriftFormat, renderDrift } from "../report/drift/drift-format.ts";
import type { Finish } from "./command.ts";
import { EXIT, messageOf, say } from "./exit.ts";
import * as options from "./options.ts";
import { publish } from "./publish.ts";

type MergeFlags = options.DocumentFlags<DriftFormat>;

export function addMerge(program: Command, finish: Finish): void {
  program
    .command("merge")
    .description("join the reports of the shares of one run of `drift --shard`")
    .argument("<json...>", "the JSON of each share, in any order; - reads one from stdin")
    .addOption(options.formatOption(DRIFT_FORMATS))
    .addOption(options.outputOption(DRIFT_FORMATS))
    .addOption(options.verboseOption("list everything, and definitions whole"))
    .addOption(options.quietOption())
    .addHelpText(
      "after",
      "\nExit codes: those of drift. 0 clean, 1 drifted, 2 usage, 3 no migrations found, 4 not checked, a missing share or an error.",
    )
    .action(async (paths: string[], flags: MergeFlags) => finish(await runMerge(paths, flags)));
}

/** @throws {UsageError} for what is no share, and for shares of different runs. */
async function runMerge(paths: readonly string[], flags: MergeFlags): Promise<number> {
  const start = process.uptime();
  const [{ readShare }, { mergeShares }] = await Promise.all([
    import("../drift/fleet/read-share.ts"),
    import("../drift/fleet/merge-shares.ts"),
  ]);
  if (paths.filter((path) => path === "-").length > 1) throw new UsageError("stdin is read once: give one -");
  const given = paths.map((path): GivenShare => {
    const by = path === "-" ? "stdin" : path;
    const read = readShare(readText(path, by));
    if (!read.ok) throw new UsageError(`${by} ${read.reason}`);
    return { by, report: read.report };
  });
  const { report, exit, said } = mergeShares(given);
  for (const line of said) say(`lockgate: ${line}`);
  return (await publish(report, renderDrift, flags, start)) ? exit : EXIT.unable;
}

/** A share of the largest fleet with thousands of differences is smaller. */
const LARGEST_SHARE = 512 * 1024 * 1024;

function readText(path: string, by: string): string {
  try {
    if (path !== "-" && statSync(path).size > LARGEST_SHARE)
      throw new UsageError(`${by} is too large for a report`);
    const bytes = readFileSync(path === "-" ? 0 : path);
    if (isUtf8(bytes)) return bytes.toString("utf8");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${by} cannot be read: ${messageOf(error)}`);
  }
  throw new UsageError(`${by} is not UTF-8`);
}
