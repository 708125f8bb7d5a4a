import { execFile, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { devNull } from "node:os";
import { UsageError } from "../failure.ts";
import { GUARDED, gitEnvironment, gitPlace, ownerChecked } from "./git-place.ts";

/** A repository's working tree. Git is run without a shell, file names are NUL-separated data. */
export interface Repository {
  /** Absolute, real path of the working tree. */
  readonly root: string;
  readonly shallow: boolean;
  /** The commit of HEAD, or null before the first commit. */
  readonly head: string | null;
}

/** Git said no. `message` is git's own first line. */
export class GitFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GitFailure";
  }
}

/** What `git <args>` prints. Throws {@link GitFailure}. */
export function git(
  cwd: string,
  args: readonly string[],
  env = gitEnvironment(cwd, process.env),
): Promise<Buffer> {
  const options = { cwd, encoding: "buffer", maxBuffer: 1 << 30, env } as const;
  return new Promise((resolve, reject) => {
    try {
      execFile("git", [...GUARDED, ...args], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new GitFailure(firstLine(stderr.toString()) || error.message));
      });
    } catch (error) {
      // A working directory that is a file.
      reject(new GitFailure(String(error)));
    }
  });
}

/** As {@link git}, but null where git says no. */
export async function askGit(cwd: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await git(cwd, args)).toString().trimEnd();
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
}

let ahead: { readonly directory: string; readonly found: Promise<Repository | null> } | null = null;

/** Begins to look for the repository of a folder before somebody asks for it; the first who does gets the answer. */
export function findRepositoryAhead(folder: string): void {
  try {
    const directory = realpathSync.native(folder);
    const found = lookForRepository(directory);
    found.catch(() => undefined);
    ahead = { directory, found };
  } catch {
    // Who asks for it is told that it is not there.
  }
}

/** The repository that holds `directory`, or null where there is none or git is not installed. */
export async function findRepository(directory: string): Promise<Repository | null> {
  const begun = ahead;
  ahead = null;
  return begun?.directory === directory ? begun.found : lookForRepository(directory);
}

async function lookForRepository(directory: string): Promise<Repository | null> {
  const place = gitPlace(directory, process.env);
  if (place === null) return null;
  const args = ["rev-parse", "--is-shallow-repository"];
  // Before the first commit there is no HEAD to ask for.
  for (const withHead of [[...args, "HEAD"], args]) {
    try {
      const answer = await git(place.workTree, withHead, ownerChecked(process.env));
      const [shallow, head = null] = answer.toString().trimEnd().split("\n");
      return { shallow: shallow === "true", root: realpathSync.native(place.workTree), head };
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      if (error.message.includes("dubious ownership")) {
        const hint = `git config --global --add safe.directory ${directory}`;
        throw new UsageError("git refuses this repository: its folder belongs to another user", hint);
      }
    }
  }
  return null;
}

/** The commits that names stand for, in their order: null where there is none. Names are data, never options. */
export async function findCommits(cwd: string, names: readonly string[]): Promise<(string | null)[]> {
  const asked = names.map((name) => (/[\n\0]/.test(name) || name === "" ? "-" : `${name}^{commit}`));
  const answer = await feed(cwd, ["cat-file", "--batch-check"], `${asked.join("\n")}\n`);
  const lines = answer.toString().split("\n");
  return names.map((_, index) => /^([0-9a-f]{40,64}) commit /.exec(lines[index] ?? "")?.[1] ?? null);
}

/**
 * Gets one commit or branch from `origin`, without tags, submodules and hooks: FETCH_HEAD is then its commit. Null where git
 * says no.
 */
export async function fetchFromOrigin(cwd: string, name: string, shallow: boolean): Promise<string | null> {
  const how = ["--quiet", "--no-tags", "--no-recurse-submodules", ...(shallow ? ["--depth=1"] : [])];
  // The hooks' folder can be one of the checkout.
  const args = ["-c", `core.hooksPath=${devNull}`, "fetch", ...how, "origin", name];
  if ((await askGit(cwd, args)) === null) return null;
  const [commit] = await findCommits(cwd, ["FETCH_HEAD"]);
  return commit ?? null;
}

/** The content of blobs by object id, all from one process. */
export async function readBlobs(cwd: string, ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  return parseBatch(await feed(cwd, ["cat-file", "--batch"], ids.map((id) => `${id}\n`).join("")));
}

/** What git prints when it reads `input`. */
function feed(cwd: string, args: readonly string[], input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const env = gitEnvironment(cwd, process.env);
    const child = spawn("git", [...GUARDED, ...args], { cwd, env });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.resume();
    child.on("error", reject);
    child.on("close", () => resolve(Buffer.concat(chunks)));
    // Git may end before it has read everything: what is missing is then missing in the answer.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** `<id> blob <size>\n<content>\n`, or `<id> missing\n`, one after the other. */
function parseBatch(output: Buffer): ReadonlyMap<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(10, at);
    if (end < 0) break;
    const [id = "", type, size] = output.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (type === "missing" || size === undefined) continue;
    blobs.set(id, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}

/** How a path differs between a commit (or the index) and the working tree (or the index). */
export interface Difference {
  readonly path: string;
  readonly status: "added" | "deleted" | "modified";
  /** The object id of the older side, or null for an added path. */
  readonly before: string | null;
  /** The older side is a regular file, not a symbolic link or a submodule. */
  readonly regular: boolean;
  /** A submodule on either side: what differs is the commit that it stands at. */
  readonly submodule: boolean;
}

/**
 * `git diff --raw`: one process tells what differs and where the older content is. Renames are two differences.
 *
 * @param from arguments that name both sides: `[commit]` against the working tree, `["--cached", commit]`, `[]`.
 */
export async function diff(cwd: string, from: readonly string[]): Promise<Difference[]> {
  const options = [
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--ignore-submodules=dirty",
  ];
  const fields = (await git(cwd, ["diff", ...options, ...from, "--"])).toString().split("\0");
  const differences: Difference[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [mode = "", newMode = "", before = "", , status = ""] = (fields[index] ?? "").split(" ");
    const path = fields[index + 1] ?? "";
    const kind = status.startsWith("A") ? "added" : status.startsWith("D") ? "deleted" : "modified";
    differences.push({
      path,
      status: kind,
      before: kind === "added" ? null : before,
      regular: mode.startsWith(":100"),
      submodule: mode === ":160000" || newMode === "160000",
    });
  }
  return differences;
}

function firstLine(text: string): string {
  return text.trimStart().split("\n", 1)[0] ?? "";
}
