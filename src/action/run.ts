import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import * as core from "@actions/core";
import { type Checked, check } from "../check.ts";
import type { GitHub } from "../comment/github.ts";
import { type Event, readEvent } from "../comment/github-event.ts";
import { loadConfig } from "../config/config.ts";
import { settle } from "../config/settings.ts";
import { ruleIds } from "../judge/load-rules.ts";
import { UsageError } from "../migrations/failure.ts";
import { VERSION } from "../version.ts";
import { deliver } from "./deliver.ts";
import { lendToken } from "./git-access.ts";
import { type Inputs, readInputs } from "./inputs.ts";
import { log } from "./log.ts";
import { approve } from "./override.ts";
import { guardCheckout, restrict, strangersCode } from "./trust.ts";

/** Judges what the event brings, says so on GitHub, and gives the exit code of `check`. */
export async function run(env: NodeJS.ProcessEnv, cancelled: AbortSignal): Promise<number> {
  const inputs = readInputs(env);
  const event = readEvent(env);
  if (event.nothing !== null) {
    log(`Nothing to judge: ${event.nothing}.`);
    core.setOutput("verdict", "pass");
    core.setOutput("findings", 0);
    return 0;
  }
  // Nothing that runs later has a use for them.
  delete env["INPUT_GITHUB-TOKEN"];
  delete env["INPUT_DATABASE-URL"];
  if (inputs.token !== null) await lendToken(inputs.cwd, env, inputs.token);

  const asked = await loadConfig(inputs.cwd, inputs.config, strangersCode(event) === null ? ruleIds : null);
  await guardCheckout(asked, inputs.cwd, event, env.GITHUB_SHA);
  const flags = { ...inputs.flags, base: inputs.flags.base ?? event.base ?? undefined };
  const settled = settle(flags, env, asked, inputs.cwd);
  const { config, settings, noInstalledCode, remarks } = restrict(asked, settled, event);
  const judged = await check({
    version: VERSION,
    cwd: inputs.cwd,
    ...placesIn(inputs),
    all: false,
    staged: false,
    tool: null,
    config,
    settings,
    env,
    noCache: false,
    signal: cancelled,
    updateBaseline: false,
    drift: inputs.drift === "auto" ? "auto" : inputs.drift === "true",
    noInstalledCode,
  });
  const checked = withRemarks(judged, remarks);
  const github = await connection(inputs, event, env);
  const approved = await approve(checked, { config, inputs, event, github, failOn: settings.failOn });
  return deliver(approved, { inputs, event, github, config, settings }, env);
}

/** A folder is looked through for what is new, as the whole repository would be; files are judged as they stand. */
function placesIn({ cwd, paths }: Inputs): { paths: readonly string[]; below?: readonly string[] } {
  const missing = paths.find((path) => !existsSync(resolve(cwd, path)));
  if (missing !== undefined) throw new UsageError(`the input path names ${missing}, which is not there`);
  const isFolders = paths.every((path) => statSync(resolve(cwd, path)).isDirectory());
  return isFolders ? { paths: [], below: paths } : { paths };
}

async function connection(inputs: Inputs, event: Event, env: NodeJS.ProcessEnv): Promise<GitHub | null> {
  const { GITHUB_API_URL: url = "https://api.github.com", GITHUB_REPOSITORY: repository } = env;
  if (event.pull === null || inputs.token === null || repository === undefined) return null;
  const { connect } = await import("../comment/github.ts");
  return connect({ url, token: inputs.token, repository }, log);
}

function withRemarks(checked: Checked, remarks: readonly string[]): Checked {
  if (remarks.length === 0) return checked;
  return { ...checked, report: { ...checked.report, remarks: [...remarks, ...checked.report.remarks] } };
}
