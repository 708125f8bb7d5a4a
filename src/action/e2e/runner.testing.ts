/** Runs the built action as GitHub's runner does. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FakeGitHub } from "../../comment/fake-github.testing.ts";
import { TOKEN } from "../../comment/fake-github.testing.ts";

export interface Step {
  readonly main: string;
  readonly workspace: string;
  readonly event: string;
  readonly payload: object;
  readonly github: FakeGitHub;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The workflow commands that the runner would obey, in order. */
  readonly commands: readonly string[];
  /** The content of a file that an output names. */
  file(output: string): string;
}

/** The Node to test with; by default the one that runs the tests. */
const NODE = process.env.LOCKGATE_TEST_NODE ?? process.execPath;

const folders: string[] = [];

export function removeRuns(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export async function runAction(step: Step): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-run-"));
  folders.push(folder);
  const file = (name: string, text = "") => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  mkdirSync(join(folder, "temp"));
  const inputs = { "github-token": TOKEN, ...step.inputs };
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: step.event,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(step.payload)),
    GITHUB_REPOSITORY: "octo/shop",
    GITHUB_API_URL: step.github.url,
    GITHUB_GRAPHQL_URL: `${step.github.url}/graphql`,
    GITHUB_SERVER_URL: step.github.url,
    GITHUB_WORKSPACE: step.workspace,
    GITHUB_OUTPUT: file("output"),
    GITHUB_STEP_SUMMARY: file("summary.md"),
    RUNNER_TEMP: join(folder, "temp"),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...step.env,
  };
  const child = spawn(NODE, [step.main], { cwd: step.workspace, env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
  const exit = await new Promise<number | null>((done) => child.on("close", done));
  const outputs = readOutputs(readFileSync(env.GITHUB_OUTPUT ?? "", "utf8"));
  return {
    exit,
    stdout,
    stderr,
    outputs,
    summary: readFileSync(env.GITHUB_STEP_SUMMARY ?? "", "utf8"),
    commands: commandsIn(stdout),
    file: (output) => {
      const path = outputs[output] ?? "";
      return existsSync(path) ? readFileSync(path, "utf8") : "";
    },
  };
}

/** `name<<delimiter`, lines, `delimiter`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n?\2$/gm))
    outputs[name] = value;
  return outputs;
}

/** What the runner obeys: lines that start with `::`, but not while it is told to stop listening. */
function commandsIn(stdout: string): string[] {
  const commands: string[] = [];
  let word: string | null = null;
  for (const line of stdout.split("\n").map((one) => one.trimStart())) {
    if (word !== null) {
      if (line === `::${word}::`) word = null;
    } else if (line.startsWith("::stop-commands::")) word = line.slice("::stop-commands::".length).trim();
    else if (line.startsWith("::") || line.includes("##[")) commands.push(line);
  }
  return commands;
}

const require = createRequire(import.meta.url);
interface Example {
  readonly name: string;
  readonly examples: readonly { readonly action?: string }[];
}

/** GitHub's own example of an event, with what matters here put in. */
export function payload(name: string, change: object, action?: string): object {
  const all = require("@octokit/webhooks-examples/api.github.com/index.json") as readonly Example[];
  const examples = all.find((one) => one.name === name)?.examples ?? [];
  const example = examples.find((one) => action === undefined || one.action === action);
  if (example === undefined) throw new Error(`no example of ${name}`);
  return merge(structuredClone(example), change) as object;
}

function merge(into: unknown, change: unknown): unknown {
  if (typeof into !== "object" || into === null || typeof change !== "object" || change === null)
    return change;
  for (const [key, value] of Object.entries(change)) {
    (into as Record<string, unknown>)[key] = merge((into as Record<string, unknown>)[key], value);
  }
  return into;
}
