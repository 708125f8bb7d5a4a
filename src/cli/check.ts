import { relative } from "node:path";
import { type Command, Option } from "commander";
import type { CheckOptions, CheckResult } from "../check.ts";
import type { SettingsOptions } from "../config/settings.ts";
import { fails } from "../judge/verdict.ts";
import { isLost } from "../judge/weight.ts";
import type { ToolId } from "../migrations/migration.ts";
import { NEWEST } from "../postgres/majors.ts";
import { FORMATS, type Format, render } from "../report/format.ts";
import type { Report } from "../report/report.ts";
import { PLAIN, type View } from "../report/view.ts";
import { VERSION } from "../version.ts";
import type { Finish } from "./command.ts";
import { EXIT, messageOf, say } from "./exit.ts";
import { interruption } from "./interrupt.ts";
import { longRun } from "./long-run.ts";
import * as options from "./options.ts";
import { writeFileOut } from "./output.ts";
import { publish } from "./publish.ts";

interface CheckFlags extends SettingsOptions, options.DocumentFlags<Format> {
  readonly all?: true;
  readonly staged?: true;
  readonly tool?: ToolId;
  readonly config?: string;
  readonly command?: string;
  readonly recording: readonly string[];
  readonly updateBaseline?: true;
  readonly afterEdit?: true;
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
    .addOption(new Option("--all", "check all migrations, each on its own").conflicts("staged"))
    .option("--base <ref>", "the branch that migrations are new against")
    .option("--staged", "those in git's index, as they stand there")
    .addOption(options.toolOption())
    .addOption(options.formatOption(FORMATS))
    .addOption(options.outputOption(FORMATS))
    .addOption(
      options.verboseOption(
        "list notes, what is suppressed, migrations without findings, and each finding with its SQL",
      ),
    )
    .addOption(options.quietOption())
    .addOption(options.configOption())
    .addOption(options.failOnOption())
    .addOption(options.pgVersionOption())
    .option(
      "--command <command>",
      "record what the code-first migrations send when this runs, and judge that",
    )
    .addOption(options.recordingOption())
    .option("--static", "judge without rehearsal")
    .addOption(options.shadowOption("rehearse"))
    .option(
      "--stats <file|url>",
      "what production is like: a snapshot of lockgate stats, also at an http(s) URL, or the database",
    )
    .option("--queries <file>", 'queries that production runs: statements, or JSON lines of {"sql", "calls"}')
    .addOption(options.databaseUrlOption())
    .option("--no-drift", "do not compare the live database with the migrations")
    .addOption(options.noCacheOption())
    .addOption(
      new Option(
        "--after-edit",
        "for a hook of an assistant, whose JSON is read from stdin: judge if a migration was edited, exit 2 with the report on stderr",
      ).conflicts(["all", "staged", "updateBaseline"]),
    )
    .option("--update-baseline", "write the current findings to the baseline file")
    .action(async (paths: string[], flags: CheckFlags) => finish(await runCheck(paths, flags)));
}

async function runCheck(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const start = process.uptime();
  const { all, staged, tool, config, command, recording, updateBaseline } = flags;
  const asked: CheckOptions = {
    paths,
    all,
    staged,
    tool,
    config,
    command,
    recording,
    updateBaseline,
    settings: flags,
    noCache: flags.cache === false,
    drift: flags.drift === false ? "never" : "auto",
  };
  if (flags.afterEdit) {
    const { checkAfterEdit } = await import("./after-edit.ts");
    return checkAfterEdit({ ...asked, signal: interruption() }, flags.format);
  }
  const { check } = await import("../check.ts");
  const result = await longRun<CheckResult>((attendance) => check({ ...attendance, ...asked }), broken);
  const { report, newBaseline, failOn } = result;
  if (flags.format !== "pretty") for (const line of result.said) say(line);
  let written = true;
  if (newBaseline !== null) {
    const { path, text } = newBaseline;
    written = writeFileOut("the baseline", path, text);
    if (written) say(`lockgate: wrote ${relative(process.cwd(), path)}${unheld(report)}`);
  }
  const formats = [flags.format, ...flags.output.map(({ format }) => format)];
  const shown = await publish(report, render, flags, start, {
    fails: (level) => fails(level, failOn),
    // Only SARIF carries the rules' help; reading every README is for it alone.
    rules: formats.includes("sarif") ? await ruleDocs(result.rules) : PLAIN.rules,
  });
  return written && shown ? result.exit : EXIT.unable;
}

/** What destroys data is told in spite of the baseline, until somebody has written the reason into it. */
function unheld({ findings }: Report): string {
  const open = findings.filter(({ path, because }) => path !== null && because !== null && isLost(because));
  if (open.length === 0) return "";
  const [what, hold] = open.length === 1 ? ["finding", "holds"] : ["findings", "hold"];
  return `; ${open.length} ${what} of destroyed data ${hold} only with a "reason" in it`;
}

async function ruleDocs(rules: CheckResult["rules"]): Promise<View["rules"]> {
  return (await import("../judge/rule-docs.ts")).ruleDocs(rules);
}

/** The result when lockgate itself fails: nothing is known. */
function broken(error: unknown): CheckResult {
  const none = { error: 0, warning: 0, note: 0, suppressed: 0, migrations: 0, statements: 0 };
  const report: Report = {
    schema: "lockgate/report@1",
    lockgate: VERSION,
    postgres: { major: NEWEST, from: "default" },
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
  return {
    report,
    exit: EXIT.unable,
    said: [],
    base: null,
    rules: new Map(),
    failOn: "error",
    overrideLabel: null,
    newBaseline: null,
  };
}
