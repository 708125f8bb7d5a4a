/** For the tests of the command line: the program as it is built, in a process of its own. */
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { rolldown } from "rolldown";
import config from "../../rolldown.config.ts";
import { DATA_DIR } from "../shadow/engines/pglite-assets.ts";

/** The repository's root. */
export const ROOT = join(import.meta.dirname, "../..");

/** Nothing of the machine that runs the tests: no CI variables, no colours. */
export const ENV = { PATH: process.env.PATH ?? "", HOME: tmpdir() };

/**
 * Builds the program into a folder of its own, named so that tests side by side do not meet, and gives the path of
 * the program. It stands beside dist: the rules' READMEs are found from it in the same way.
 */
export async function buildProgram(name: string): Promise<string> {
  if (Array.isArray(config) || typeof config !== "object" || Array.isArray(config.output)) {
    throw new Error("there is one build");
  }
  const dir = join(ROOT, `dist-test-${name}`);
  const bundle = await rolldown({ ...config, cwd: ROOT });
  await bundle.write({ ...config.output, dir });
  // Without it every shadow runs initdb, which takes longer than most of what is rehearsed.
  copyFileSync(DATA_DIR, join(dir, basename(DATA_DIR)));
  return join(dir, "cli.js");
}

export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: object; readonly input?: string },
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: { ...ENV, ...options.env },
    input: options.input ?? "",
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
}

export interface EndedProgram {
  /** Null: it did not end by itself. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that never ends is ended then: longer than any limit of the program, on a machine that does other things, too. */
const END_MS = 120_000;

/**
 * As {@link runProgram}, beside other runs.
 *
 * @param options.shell a command of sh that runs what stands in "$@"
 */
export function startProgram(
  program: string,
  args: readonly string[],
  { cwd, env, shell }: { readonly cwd: string; readonly env?: object; readonly shell?: string },
): Promise<EndedProgram> {
  const command = [process.execPath, program, ...args];
  const [file = "", ...rest] = shell === undefined ? command : ["sh", "-c", shell, "sh", ...command];
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, {
      cwd,
      env: { ...ENV, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: END_MS,
      killSignal: "SIGKILL",
    });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
      });
    child.on("error", reject).on("close", (status) => resolve({ status, ...said }));
  });
}
