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
  readonly queries?: true;
  readonly columns?: true;
  readonly probe?: true;
}

export function addStats(program: Command, finish: Finish): void {
  program
    .command("stats")
    .description("what production is like, as a JSON snapshot: no row values, no literals, no credentials")
    .option("--queries", "also the queries of pg_stat_statements, without literals")
    .option("--columns", "also what the planner knows of columns, without values")
    .option("--probe", "also measure how fast the server sorts: a second of its time, no table is read")
    .addOption(databaseUrlOption())
    .addOption(configOption())
    .action(async (flags: StatsFlags) => finish(await runStats(flags)));
}

async function runStats({ queries, columns, probe, config, ...given }: StatsFlags): Promise<number> {
  const { env, settings } = await prepareRun({ config, settings: given });
  const { databaseUrl } = settings;
  if (databaseUrl === null) {
    throw new UsageError("no database is given", "Give --database-url or set LOCKGATE_DATABASE_URL.");
  }
  const [{ LiveFailure }, { takeSnapshot }, { fitSnapshot }, { renderSnapshot }] = await Promise.all([
    import("../production/live.ts"),
    import("../stats.ts"),
    import("../production/fit-snapshot.ts"),
    import("../production/snapshot.ts"),
  ]);
  try {
    const taken = await takeSnapshot(databaseUrl, env, {
      queries: queries === true,
      columns: columns === true,
      probe: probe === true,
    });
    const { snapshot, said } = fitSnapshot(taken.snapshot);
    for (const sentence of [...taken.said, ...said]) say(`lockgate: ${sentence}`);
    return (await writeOut(harmlessJson(renderSnapshot(snapshot)))) ? EXIT.ok : EXIT.unable;
  } catch (error) {
    if (!(error instanceof LiveFailure)) throw error;
    say(`lockgate: ${error.message}`);
    return EXIT.unable;
  }
}
