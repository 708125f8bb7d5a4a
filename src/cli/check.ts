import { relative } from "node:path";
import { type Command, Option } from "commander";
import type { Checked } from "../check.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/config.ts";
import { type Flags, type Settings, settle } from "../config/settings.ts";
import { FAIL_ON, fails } from "../judge/verdict.ts";
import { isLost } from "../judge/weight.ts";
import { UsageError } from "../migrations/failure.ts";
import { TOOL_IDS, type ToolId } from "../migrations/migration.ts";
import { MAJORS, NEWEST } from "../postgres/majors.ts";
import { FORMATS, type Format, render } from "../report/format.ts";
import { logSafe } from "../report/log-safe.ts";
import type { Report } from "../report/report.ts";
import { PLAIN, type View } from "../report/view.ts";
import { VERSION } from "../version.ts";
import type { Finish } from "./command.ts";
import { EXIT, explainFailure, messageOf, say } from "./exit.ts";
import { interruption } from "./interrupt.ts";
import { writeFileOut, writeOut } from "./output.ts";
import { type Output, outputReader } from "./output-option.ts";
import { progressLine } from "./progress.ts";
import { viewOf } from "./terminal.ts";

interface CheckFlags extends Flags {
  readonly all?: true;
  readonly staged?: true;
  readonly tool?: ToolId;
  readonly config?: string;
  readonly format: Format;
  readonly output: readonly Output<Format>[];
  readonly verbose?: true;
  readonly updateBaseline?: true;
  /** False with --no-cache. */
  readonly cache?: boolean;
  /** False with --no-drift. */
  readonly drift?: boolean;
}

export function addCheck(program: Command, finish: Finish): void {
  program
    .command("check")
    .description("judge migrations: those new against the base branch, or just the given paths")
    .argument("[paths...]", "files and folders")
    .addOption(new Option("--all", "every migration, each as a change of its own").conflicts("staged"))
    .option("--base <ref>", "the branch that migrations are new against")
    .option("--staged", "those in git's index, as they stand there")
    .addOption(new Option("--tool <id>", "only this tool's folders").choices(TOOL_IDS))
    .addOption(new Option("--format <format>", "of the report on stdout").choices(FORMATS).default("pretty"))
    .addOption(
      new Option("--output <format=path>", "also write a report to a file; repeatable")
        .argParser(outputReader(FORMATS))
        .default([] as Output<Format>[], "none"),
    )
    .option("--verbose", "list notes, what is suppressed and migrations without findings")
    .option("--config <file>", "the config file; default: lockgate.config.json or .yaml, upwards from here")
    .option("--fail-on <level>", `${FAIL_ON.join(", ")}; default: error`)
    .option("--pg-version <major>", `${MAJORS[0]} to ${NEWEST}; a newer one is judged as ${NEWEST}`)
    .option("--static", "judge without rehearsal")
    .option(
      "--shadow <where>",
      "rehearse on pglite (default), docker:<image> or the server at a postgres:// URL",
    )
    .option(
      "--stats <file|url>",
      "sizes and traffic of the live tables: a snapshot of lockgate stats, or the database",
    )
    .option("--database-url <url>", "the live database, read only; or LOCKGATE_DATABASE_URL")
    .option("--no-drift", "do not compare the live database with the migrations")
    .option("--no-cache", "replay the base anew and keep no snapshot of it")
    .option("--update-baseline", "take what is found now into the baseline file")
    .action(async (paths: string[], flags: CheckFlags) => finish(await runCheck(paths, flags)));
}

/** Formats of free text; the others escape in their own way. */
const LOGGED: readonly Format[] = ["pretty", "markdown", "agent"];

async function runCheck(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const start = performance.now();
  const cwd = process.cwd();
  const config = await loadConfig(cwd, flags.config ?? null, ruleIds);
  const settings = settle(flags, process.env, config, cwd);
  const { report, exit, rules, newBaseline } = await checked(paths, flags, config, settings);
  const wanted = [flags.format, ...flags.output.map(({ format }) => format)];
  const view: View = {
    ...viewOf(process.stdout, process.env),
    fails: (level) => fails(level, settings.failOn),
    verbose: flags.verbose === true,
    // Only SARIF carries the rules' help; reading every README is for it alone.
    rules: wanted.includes("sarif") ? await ruleDocs(rules) : PLAIN.rules,
  };
  // Files first: a reader that closes the pipe must not keep them from being written.
  let written = true;
  if (newBaseline !== null) {
    written = writeFileOut("the baseline", config.baseline, newBaseline);
    if (written) say(`lockgate: wrote ${relative(cwd, config.baseline)}${unheld(report)}`);
  }
  for (const { format, path } of flags.output) {
    const document = await render(format, report, { ...view, colour: false, columns: PLAIN.columns });
    written = writeFileOut(`--output ${path}`, path, document) && written;
  }
  const seconds = (performance.now() - start) / 1000;
  const text = await render(flags.format, report, { ...view, seconds });
  const isLog = process.env.GITHUB_ACTIONS === "true" && LOGGED.includes(flags.format);
  const shown = await writeOut(isLog ? logSafe(text) : text);
  return written && shown ? exit : EXIT.unable;
}

/** What destroys data is told in spite of the baseline, until somebody has written the reason into it. */
function unheld({ findings }: Report): string {
  const open = findings.filter(({ path, because }) => path !== null && because !== null && isLost(because));
  if (open.length === 0) return "";
  const [what, hold] = open.length === 1 ? ["finding", "holds"] : ["findings", "hold"];
  return `; ${open.length} ${what} of destroyed data ${hold} only with a "reason" in it`;
}

async function ruleIds(userRules: readonly string[]): Promise<readonly string[]> {
  return (await import("../judge/load-rules.ts")).ruleIds(userRules);
}

async function ruleDocs(rules: Checked["rules"]): Promise<View["rules"]> {
  return (await import("../judge/rule-docs.ts")).ruleDocs(rules);
}

async function checked(
  paths: readonly string[],
  flags: CheckFlags,
  config: Config,
  settings: Settings,
): Promise<Pick<Checked, "report" | "exit" | "rules" | "newBaseline">> {
  const { check } = await import("../check.ts");
  const signal = interruption();
  const progress = progressLine(process.stderr);
  try {
    const { said, ...outcome } = await check({
      version: VERSION,
      cwd: process.cwd(),
      paths,
      all: flags.all === true,
      staged: flags.staged === true,
      tool: flags.tool ?? null,
      config,
      settings,
      env: process.env,
      noCache: flags.cache === false,
      drift: flags.drift === false ? false : "auto",
      updateBaseline: flags.updateBaseline === true,
      signal,
      onProgress: progress.show,
    });
    signal.throwIfAborted();
    if (flags.format !== "pretty") for (const line of said) say(line);
    return outcome;
  } catch (error) {
    progress.clear();
    signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    explainFailure(error);
    return { report: brokenReport(settings, error), exit: EXIT.unable, rules: new Map(), newBaseline: null };
  } finally {
    progress.clear();
  }
}

/** What stands on stdout when lockgate itself fails: nothing is known, and a reader of the document must see it. */
function brokenReport(settings: Settings, error: unknown): Report {
  const none = { error: 0, warning: 0, note: 0, suppressed: 0, migrations: 0, statements: 0 };
  return {
    schema: "lockgate/report@1",
    lockgate: VERSION,
    postgres: settings.pgVersion ?? { major: NEWEST, from: "default" },
    verdict: "incomplete",
    remarks: [],
    targets: [],
    summary: { ...none, unanalyzed: 1 },
    migrations: [],
    findings: [],
    unanalyzed: [{ path: ".", line: null, reason: `lockgate failed: ${messageOf(error)}` }],
    suppressed: [],
    drift: null,
  };
}
