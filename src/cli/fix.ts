import { type Command, Option } from "commander";
import type { SettingsOptions } from "../config/settings.ts";
import type { FixResult } from "../fix.ts";
import { UsageError } from "../migrations/failure.ts";
import type { ToolId } from "../migrations/migration.ts";
import { NEWEST } from "../postgres/majors.ts";
import { FIX_FORMATS, type FixFormat, renderFix } from "../report/fix/fix-format.ts";
import { fixCommand } from "../report/fix-command.ts";
import { VERSION } from "../version.ts";
import type { Finish } from "./command.ts";
import { EXIT, messageOf } from "./exit.ts";
import { longRun } from "./long-run.ts";
import * as options from "./options.ts";
import { publish } from "./publish.ts";

interface FixFlags extends SettingsOptions, options.DocumentFlags<FixFormat> {
  readonly write?: true;
  readonly tool?: ToolId;
  readonly config?: string;
  readonly command?: string;
  readonly recording: readonly string[];
  /** False with --no-cache. */
  readonly cache?: boolean;
}

export function addFix(program: Command, finish: Finish): void {
  program
    .command("fix")
    .description("the safe migrations in place of those that are not, proven on a shadow")
    .argument("[paths...]", "files and folders of new migrations; default: all that are new against the base")
    .option("--write", "write those of this release; without it, the plan is printed")
    .option("--base <ref>", "the branch that migrations are new against")
    .addOption(options.toolOption())
    .addOption(options.formatOption(FIX_FORMATS))
    .addOption(options.outputOption(FIX_FORMATS))
    .addOption(options.configOption())
    .addOption(options.failOnOption())
    .addOption(options.pgVersionOption())
    .option("--command <command>", "record what the code-first migrations send when this runs")
    .addOption(options.recordingOption())
    .addOption(options.shadowOption("prove"))
    .option("--stats <file|url>", "what production is like, as check takes it")
    .option("--queries <file>", "queries that production runs, as check takes them")
    .addOption(options.databaseUrlOption())
    .addOption(options.noCacheOption())
    .addOption(new Option("--static").hideHelp())
    .addHelpText(
      "after",
      "\nExit codes: 0 all fixed, 1 some left, 2 usage, 3 nothing to fix, 4 not proven, not analyzed or not writable: nothing is written.",
    )
    .action(async (paths: string[], flags: FixFlags) => finish(await runFix(paths, flags)));
}

async function runFix(paths: readonly string[], flags: FixFlags): Promise<number> {
  const start = process.uptime();
  if (flags.static) {
    throw new UsageError("fix proves on a shadow what it writes: leave --static out");
  }
  const { write, tool, config, command, recording, cache } = flags;
  const { fix } = await import("../fix.ts");
  const result = await longRun<FixResult>(
    (attendance) =>
      fix({
        ...attendance,
        paths,
        write,
        tool,
        config,
        command,
        recording,
        settings: flags,
        noCache: cache === false,
      }),
    broken,
  );
  const cwd = process.cwd();
  const typed = fixCommand({ ...flags, paths }, { cwd, from: cwd });
  const shown = await publish(
    result.report,
    (format, report, view) => renderFix(format, report, { ...view, command: typed }),
    flags,
    start,
  );
  return shown ? result.exit : EXIT.unable;
}

/** The result when lockgate itself fails: nothing is known. */
function broken(error: unknown): FixResult {
  const reason = `lockgate failed: ${messageOf(error)}`;
  return {
    report: {
      schema: "lockgate/fix@1",
      lockgate: VERSION,
      postgres: { major: NEWEST },
      migrations: [],
      left: [],
      remarks: [],
      unanalyzed: [{ path: ".", line: null, reason }],
      written: [],
    },
    exit: EXIT.unable,
    files: [],
  };
}
