import { spawn } from "node:child_process";
import { GUARDED, gitEnvironment } from "../migrations/compare-with-base/git-place.ts";

/** A line of a commit's file that holds one of the words. */
export interface GrepLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface GrepResult {
  readonly lines: readonly GrepLine[];
  /** False: it was cut off, or git said no, so that more may be there. */
  readonly whole: boolean;
}

export interface GrepOptions {
  /** Taken as they are, whole words only. None may be empty or hold a line break. */
  readonly words: readonly string[];
  /** Pathspecs. */
  readonly paths: readonly string[];
}

const LIMIT = { milliseconds: 5000, bytes: 32 * 1024 ** 2 };

/** Every line with one of the words in the text files of a commit. Names are arguments of git, never of a shell. */
export async function gitGrep(
  root: string,
  commit: string,
  { words, paths }: GrepOptions,
): Promise<GrepResult> {
  if (words.length === 0) return { lines: [], whole: true };
  const how = ["grep", "-n", "-w", "-F", "-I", "-z", "--no-color", "--full-name", "--no-recurse-submodules"];
  const args = [...how, ...words.flatMap((word) => ["-e", word]), commit, "--", ...paths];
  const { output, whole } = await read(root, args);
  return { lines: linesIn(output, commit), whole };
}

function read(
  root: string,
  args: readonly string[],
): Promise<{ readonly output: string; readonly whole: boolean }> {
  return new Promise((resolve) => {
    const env = gitEnvironment(root, process.env);
    const child = spawn("git", [...GUARDED, ...args], {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => child.kill(), LIMIT.milliseconds);
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > LIMIT.bytes) child.kill();
    });
    const end = (whole: boolean) => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(chunks).toString("utf8"), whole });
    };
    child.on("error", () => end(false));
    // 1: no line has any of them.
    child.on("close", (code) => end(code === 0 || code === 1));
  });
}

/** `<commit>:<path>\0<line>\0<text>\n`. */
function linesIn(output: string, commit: string): GrepLine[] {
  const start = commit.length + 1;
  return output.split("\n").flatMap((one) => {
    const [name, line, text] = one.split("\0");
    if (name === undefined || line === undefined || text === undefined) return [];
    return [{ path: name.slice(start), line: Number(line), text }];
  });
}
