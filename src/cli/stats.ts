import type { Command } from "commander";
import { prepareRun } from "../config/run.ts";
import type { SettingsOptions } from "../config/settings.ts";
import { UsageError } from "../migrations/failure.ts";
import { harmlessJson } from "../report/print-json.ts";
import type { Finish } from "./command.ts";
import { EXIT, say } from "./exit.ts";
import { configOption, databaseUrlOption } from "./options.ts";
import { writeOut } from "./output.ts";

interface StatsFlags extends Pick<SettingsOptions, "databaseUrl"> {
  readonly config?: string;
}

export function addStats(program: Command, finish: Finish): void {
  program
    .command("stats")
    .description("sizes and traffic of the live tables as a JSON snapshot: no data, no credentials")
    .addOption(databaseUrlOption())
    .addOption(configOption())
    .action(async (flags: StatsFlags) => finish(await runStats(flags)));
}

async function runStats(flags: StatsFlags): Promise<number> {
  const { env, settings } = await prepareRun({ config: flags.config, settings: flags });
  const { databaseUrl } = settings;
  if (databaseUrl === null) {
    throw new UsageError("no database is given", "Give --database-url or set LOCKGATE_DATABASE_URL.");
  }
  const [{ LiveFailure, readLive }, { readStats }, { renderSnapshot }] = await Promise.all([
    import("../production/live.ts"),
    import("../production/stats.ts"),
    import("../production/snapshot.ts"),
  ]);
  try {
    const snapshot = await readLive(databaseUrl, env, readStats);
    return (await writeOut(harmlessJson(renderSnapshot(snapshot)))) ? EXIT.ok : EXIT.unable;
  } catch (error) {
    if (!(error instanceof LiveFailure)) throw error;
    say(`lockgate: ${error.message}`);
    return EXIT.unable;
  }
}
