import type { Command } from "commander";
import { loadConfig } from "../config/config.ts";
import { type Flags, settle } from "../config/settings.ts";
import { UsageError } from "../migrations/failure.ts";
import { harmlessJson } from "../report/print-json.ts";
import type { Finish } from "./command.ts";
import { EXIT, say } from "./exit.ts";
import { writeOut } from "./output.ts";

export function addStats(program: Command, finish: Finish): void {
  program
    .command("stats")
    .description("sizes and traffic of the live tables as a JSON snapshot: no data, no credentials")
    .option("--database-url <url>", "the live database, read only; or LOCKGATE_DATABASE_URL")
    .option("--config <file>", "the config file")
    .action(async (flags: Pick<Flags, "databaseUrl"> & { config?: string }) => finish(await runStats(flags)));
}

async function runStats(flags: Pick<Flags, "databaseUrl"> & { config?: string }): Promise<number> {
  const cwd = process.cwd();
  const config = await loadConfig(cwd, flags.config ?? null, null);
  const { databaseUrl } = settle(flags, process.env, config, cwd);
  if (databaseUrl === null) {
    throw new UsageError("no database is given", "Give --database-url or set LOCKGATE_DATABASE_URL.");
  }
  const [{ LiveFailure, readLive }, { readStats }, { renderSnapshot }] = await Promise.all([
    import("../production/live.ts"),
    import("../production/stats.ts"),
    import("../production/snapshot.ts"),
  ]);
  try {
    const snapshot = await readLive(databaseUrl, process.env, readStats);
    return (await writeOut(harmlessJson(renderSnapshot(snapshot)))) ? EXIT.ok : EXIT.unable;
  } catch (error) {
    if (!(error instanceof LiveFailure)) throw error;
    say(`lockgate: ${error.message}`);
    return EXIT.unable;
  }
}
