import { resolve } from "node:path";
import type { Command } from "commander";
import type { SettingsOptions } from "../config/settings.ts";
import type { Finish } from "./command.ts";
import { EXIT, say } from "./exit.ts";
import { interruption } from "./interrupt.ts";
import { configOption, noCacheOption, shadowOption } from "./options.ts";
import { writeFileOut, writeOut } from "./output.ts";

interface CaptureFlags extends Pick<SettingsOptions, "base" | "shadow"> {
  readonly command?: string;
  readonly output?: string;
  readonly dir?: string;
  readonly all?: true;
  readonly config?: string;
  /** False with --no-cache. */
  readonly cache?: boolean;
}

export function addCapture(program: Command, finish: Finish): void {
  program
    .command("capture")
    .description("record what new code-first migrations send, as JSON for check --recording")
    .option("--command <command>", "what runs the migrations; default: the config's")
    .option("--output <file>", "where the recording is written; default: stdout")
    .option("--dir <folder>", "the folder of the migrations, where several have new ones")
    .option("--all", "every migration, from an empty database")
    .option("--base <ref>", "the branch that migrations are new against")
    .addOption(shadowOption("replay"))
    .addOption(noCacheOption())
    .addOption(configOption())
    .action(async (flags: CaptureFlags) => finish(await runCapture(flags)));
}

async function runCapture(flags: CaptureFlags): Promise<number> {
  const { record } = await import("../record.ts");
  const { command, dir, all, config, output } = flags;
  const signal = interruption();
  const { recording, shortfalls, remarks } = await record({
    command,
    dir,
    all,
    config,
    settings: flags,
    noCache: flags.cache === false,
    signal,
  });
  for (const remark of remarks) say(`lockgate: ${remark}`);
  for (const { path, reason } of shortfalls) say(`lockgate: ${path}: ${reason}`);
  if (recording === null) return EXIT.unable;
  if (recording.run.ended === "not needed") say(`lockgate: no migration in ${recording.dir} is new`);
  const text = `${JSON.stringify(recording, null, 2)}\n`;
  const isWritten =
    output === undefined ? await writeOut(text) : writeFileOut(`--output ${output}`, resolve(output), text);
  return isWritten && shortfalls.length === 0 ? EXIT.ok : EXIT.unable;
}
