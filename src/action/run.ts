import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import * as core from "@actions/core";
import type { GitHub } from "../comment/github.ts";
import { type Event, readEvent } from "../comment/github-event.ts";
import { findRepositoryAhead } from "../migrations/compare-with-base/git.ts";
import { UsageError } from "../migrations/failure.ts";
import { lendToken } from "./git-access.ts";
import { type Inputs, readInputs } from "./inputs.ts";
import { log } from "./log.ts";

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
  // A privileged run may fetch first, which can make the clone another one.
  if (!event.privileged) findRepositoryAhead(inputs.cwd);
  const [{ approve, check, deliver, guardCheckout, strangersCode }] = await Promise.all([
    import("./judging.ts"),
    inputs.token === null ? null : lendToken(inputs.cwd, env, inputs.token),
  ]);

  await guardCheckout(inputs, event, env.GITHUB_SHA);
  const { settings } = inputs;
  // Its code loads while git or the shadow is waited for.
  const connecting = connection(inputs, event, env);
  connecting.catch(() => undefined);
  const result = await check({
    ...placesIn(inputs),
    cwd: inputs.cwd,
    config: inputs.config ?? undefined,
    recording: inputs.recordings,
    settings: { ...settings, base: settings.base ?? event.base ?? undefined },
    env,
    signal: cancelled,
    drift: inputs.drift,
    untrusted: strangersCode(event),
  });
  const github = await connecting;
  return deliver(await approve(result, event, github), { inputs, event, github }, env);
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
