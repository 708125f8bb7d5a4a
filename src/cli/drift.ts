import { type Command, Option } from "commander";
import type { DriftResult } from "../drift/drift.ts";
import { parseShard, type Shard, shardOfJob } from "../drift/fleet/shard.ts";
import { UsageError } from "../migrations/failure.ts";
import type { ToolId } from "../migrations/migration.ts";
import { DRIFT_FORMATS, type DriftFormat, renderDrift } from "../report/drift/drift-format.ts";
import type { Finish } from "./command.ts";
import { databasesOf } from "./databases.ts";
import { EXIT, say } from "./exit.ts";
import { longRun } from "./long-run.ts";
import * as options from "./options.ts";
import { publish } from "./publish.ts";

interface DriftFlags extends options.DocumentFlags<DriftFormat> {
  readonly databaseUrl: readonly string[];
  readonly databases?: string;
  readonly shard?: Shard;
  readonly base?: string;
  readonly tool?: ToolId;
  readonly shadow?: string;
  readonly config?: string;
  /** False with --no-cache. */
  readonly cache?: boolean;
}

export function addDrift(program: Command, finish: Finish): void {
  program
    .command("drift")
    .alias("status")
    .description("whether migration history, live databases and schema file still agree")
    .argument("[paths...]", "folders of migrations; default: all")
    .addOption(
      new Option("--database-url <url>", "a live database, read only; repeatable; or LOCKGATE_DATABASE_URL")
        .argParser((url, before: readonly string[]) => [...before, url])
        .default([] as string[], "none"),
    )
    .option("--databases <file>", "more of them, one a line: <url> or <name>=<url>; - reads stdin")
    .addOption(
      new Option(
        "--shard <i/n>",
        "only the i-th of n shares of the databases; default: the share of this job, by CI_NODE_INDEX and CI_NODE_TOTAL, or JOB_COMPLETION_INDEX and JOB_COMPLETIONS",
      ).argParser(parseShard),
    )
    .option("--base <ref>", "the branch that is deployed: what is new against it may be pending")
    .addOption(options.toolOption())
    .addOption(options.shadowOption("replay"))
    .addOption(options.formatOption(DRIFT_FORMATS))
    .addOption(options.outputOption(DRIFT_FORMATS))
    .addOption(options.verboseOption("list everything, and definitions whole"))
    .addOption(options.quietOption())
    .addOption(options.configOption())
    .addOption(options.noCacheOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 clean, 1 drifted, 2 usage, 3 no migrations found, 4 not checked or error.",
    )
    .action(async (paths: string[], flags: DriftFlags) => finish(await runDrift(paths, flags)));
}

async function runDrift(paths: readonly string[], flags: DriftFlags): Promise<number> {
  const start = process.uptime();
  const { databaseUrl: urls, databases: file, base, shadow, tool, config } = flags;
  const isListed = urls.length > 0 || file !== undefined;
  const databases = isListed ? databasesOf(urls, file ?? null, process.env) : undefined;
  const shard = shardOf(flags.shard, databases?.length ?? 0, file);
  const { drift } = await import("../drift.ts");
  const settings = { base, shadow };
  const { report, exit, said } = await longRun<DriftResult>(
    (attendance) =>
      drift({
        ...attendance,
        paths,
        tool,
        config,
        settings,
        databases,
        shard,
        noCache: flags.cache === false,
      }),
    () => ({
      report: {
        schema: "lockgate/drift@1",
        verdict: "error",
        ...(shard && { shard }),
        targets: [],
        databases: [],
      },
      exit: EXIT.unable,
      said: [],
    }),
  );
  for (const line of said) say(`lockgate: ${line}`);
  return (await publish(report, renderDrift, flags, start)) ? exit : EXIT.unable;
}

/** The share that was asked for; that of the job only where there is a list to be shared out. */
function shardOf(flag: Shard | undefined, databases: number, file: string | undefined): Shard | null {
  if (flag !== undefined && databases === 0)
    throw new UsageError(
      "--shard takes a share of a list of databases",
      "Give the list with --databases <file>.",
    );
  const isList = databases > 1 || file !== undefined;
  return flag ?? (isList ? shardOfJob(process.env) : null);
}
