import { type Command, Option } from "commander";
import { type Config, loadConfig } from "../config/config.ts";
import { configuredBase } from "../config/config-before.ts";
import { type Settings, settle } from "../config/settings.ts";
import type { Drifted } from "../drift/drift.ts";
import { UsageError } from "../migrations/failure.ts";
import { TOOL_IDS, type ToolId } from "../migrations/migration.ts";
import { DRIFT_FORMATS, type DriftFormat, renderDrift } from "../report/drift/drift-format.ts";
import { logSafe } from "../report/log-safe.ts";
import { PLAIN, type View } from "../report/view.ts";
import type { Finish } from "./command.ts";
import { databasesOf } from "./databases.ts";
import { EXIT, explainFailure, say } from "./exit.ts";
import { interruption } from "./interrupt.ts";
import { writeFileOut, writeOut } from "./output.ts";
import { type Output, outputReader } from "./output-option.ts";
import { progressLine } from "./progress.ts";
import { viewOf } from "./terminal.ts";

interface DriftFlags {
  readonly databaseUrl: readonly string[];
  readonly databases?: string;
  readonly base?: string;
  readonly tool?: ToolId;
  readonly shadow?: string;
  readonly config?: string;
  readonly format: DriftFormat;
  readonly output: readonly Output<DriftFormat>[];
  readonly verbose?: true;
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
    .option("--base <ref>", "the branch that is deployed: what is new against it may be pending")
    .addOption(new Option("--tool <id>", "only this tool's folders").choices(TOOL_IDS))
    .option(
      "--shadow <where>",
      "replay on pglite (default), docker:<image> or the server at a postgres:// URL",
    )
    .addOption(
      new Option("--format <format>", "of the report on stdout").choices(DRIFT_FORMATS).default("pretty"),
    )
    .addOption(
      new Option("--output <format=path>", "also write a report to a file; repeatable")
        .argParser(outputReader(DRIFT_FORMATS))
        .default([] as Output<DriftFormat>[], "none"),
    )
    .option("--verbose", "list everything, and definitions whole")
    .option("--config <file>", "the config file; default: lockgate.config.json or .yaml, upwards from here")
    .option("--no-cache", "replay anew and keep no snapshot")
    .addHelpText(
      "after",
      "\nExit codes: 0 clean, 1 drifted, 2 usage, 3 no migrations found, 4 not checked or error.",
    )
    .action(async (paths: string[], flags: DriftFlags) => finish(await runDrift(paths, flags)));
}

/** Formats of free text; the others escape in their own way. */
const LOGGED: readonly DriftFormat[] = ["pretty", "markdown", "agent"];

async function runDrift(paths: readonly string[], flags: DriftFlags): Promise<number> {
  const start = performance.now();
  const cwd = process.cwd();
  const config = await loadConfig(cwd, flags.config ?? null, null);
  const { databaseUrl: typed, ...rest } = flags;
  const settings = settle(rest, process.env, config, cwd);
  const { report, exit, said } = await drifted(paths, flags, config, settings);
  for (const line of said) say(`lockgate: ${line}`);
  const view: View = { ...viewOf(process.stdout, process.env), verbose: flags.verbose === true };
  // Files first: a reader that closes the pipe must not keep them from being written.
  let written = true;
  for (const { format, path } of flags.output) {
    const document = await renderDrift(format, report, { ...view, colour: false, columns: PLAIN.columns });
    written = writeFileOut(`--output ${path}`, path, document) && written;
  }
  const seconds = (performance.now() - start) / 1000;
  const text = await renderDrift(flags.format, report, { ...view, seconds });
  const isLog = process.env.GITHUB_ACTIONS === "true" && LOGGED.includes(flags.format);
  const shown = await writeOut(isLog ? logSafe(text) : text);
  return written && shown ? exit : EXIT.unable;
}

async function drifted(
  paths: readonly string[],
  flags: DriftFlags,
  config: Config,
  { base, shadow, databaseUrl }: Settings,
): Promise<Drifted> {
  const isListed = flags.databaseUrl.length > 0 || flags.databases !== undefined;
  const urls = isListed || databaseUrl === null ? flags.databaseUrl : [databaseUrl];
  const databases = databasesOf(urls, flags.databases ?? null, process.env);
  const [{ drift }, { cacheFolder }] = await Promise.all([
    import("../drift/drift.ts"),
    import("../shadow/engines/cache.ts"),
  ]);
  const signal = interruption();
  const progress = progressLine(process.stderr);
  try {
    const outcome = await drift({
      cwd: process.cwd(),
      paths,
      tool: flags.tool ?? null,
      declared: config.targets,
      base,
      configured: configuredBase(config, process.cwd()),
      databases,
      shadow,
      cache: flags.cache === false ? null : cacheFolder(process.env, config.root).folder,
      ...config.drift,
      env: process.env,
      signal,
      onProgress: progress.show,
    });
    signal.throwIfAborted();
    return outcome;
  } catch (error) {
    progress.clear();
    signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    explainFailure(error);
    // Nothing is known, and a reader of the document must see it.
    const report = { schema: "lockgate/drift@1", verdict: "error", targets: [], databases: [] } as const;
    return { report, exit: EXIT.unable, said: [] };
  } finally {
    progress.clear();
  }
}
