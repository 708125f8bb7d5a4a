/** Runs somebody's command within limits of time and output, and leaves no process of it behind. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";

export interface RunOptions {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  /** A text that is in a variable of `env` and nowhere else: by it processes that left the group are found. */
  readonly mark: string;
}

export interface RunResult {
  /** Null where a signal ended it, or it could not be started. */
  readonly exit: number | null;
  readonly ended: "by itself" | "at its limit" | "by the caller" | "not started";
  /** Of stdout and stderr together, at most 20. */
  readonly lastLines: readonly string[];
}

export function runCommand({ argv, cwd, env, timeoutMs, signal, mark }: RunOptions): Promise<RunResult> {
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
      killMarked(mark);
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

/** Rounds in which processes are looked for that were started while the others ended. */
const MOST_ROUNDS = 20;

/** Ends what left the group (a daemon) and was not in a PID namespace that ended with its first process. Linux only. */
function killMarked(mark: string): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const left = marked(mark);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
  }
}

function marked(mark: string): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/environ`, "latin1").includes(mark) ? [Number(name)] : [];
    } catch {
      return []; // It is gone, or another user's.
    }
  });
}

const KEPT_BYTES = 16 * 1024;
const KEPT_LINES = 20;

/** The end of an output of any length, without what a terminal would obey. */
class LastLines {
  readonly #decoder = new StringDecoder("utf8");
  #text = "";

  add(data: Buffer): void {
    this.#text = (this.#text + this.#decoder.write(data.subarray(-KEPT_BYTES))).slice(-KEPT_BYTES);
  }

  get lines(): string[] {
    const plain = stripVTControlCharacters(this.#text).replace(/(?![\t\r\n])\p{Cc}/gu, "");
    return plain
      .split(/[\r\n]+/)
      .map((line) => line.trimEnd())
      .filter((line) => line !== "")
      .slice(-KEPT_LINES);
  }
}
