/** Runs somebody's command within limits of time and output, and leaves no process of it behind. */
import { spawn } from "node:child_process";

export interface RunOptions {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunResult {
  /** Null where a signal ended it, or it could not be started. */
  readonly exit: number | null;
  readonly ended: "by itself" | "at its limit" | "by the caller" | "not started";
  /** Of stdout and stderr together, at most 20. */
  readonly lastLines: readonly string[];
}

export function runCommand({ argv, cwd, env, timeoutMs, signal }: RunOptions): Promise<RunResult> {
  const [program = "", ...args] = argv;
  return new Promise((resolve) => {
    const output = new LastLines();
    let ended: RunResult["ended"] = "by itself";
    // A process group of its own: what it starts ends with it.
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const kill = (why: RunResult["ended"]) => {
      ended = why;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => kill("at its limit"), timeoutMs);
    const abort = () => kill("by the caller");
    signal?.addEventListener("abort", abort, { once: true });
    child.stdout.on("data", (data: Buffer) => output.add(data));
    child.stderr.on("data", (data: Buffer) => output.add(data));
    const end = (exit: number | null) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      killGroup(child.pid);
      resolve({ exit, ended, lastLines: output.lines });
    };
    child.once("error", (error) => {
      ended = "not started";
      output.add(Buffer.from(error.message));
      end(null);
    });
    // "close" waits for the pipes, which a daemon that it left behind may hold.
    child.once("exit", (code) => setTimeout(end, 50, code));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // None of the group is left.
  }
}

const KEPT_BYTES = 16 * 1024;
const KEPT_LINES = 20;

/** The end of an output of any length. */
class LastLines {
  #text = "";

  add(data: Buffer): void {
    this.#text = (this.#text + data.subarray(-KEPT_BYTES).toString("utf8")).slice(-KEPT_BYTES);
  }

  get lines(): string[] {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
    const plain = this.#text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "");
    return plain
      .split(/\r?\n/)
      .map((line) => line.trimEnd())
      .filter((line) => line !== "")
      .slice(-KEPT_LINES);
  }
}
