import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { GUARDED, gitEnvironment } from "./git-place.ts";

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Objects from one process, where the next name follows from the last answer. To be closed. */
export class ObjectReader {
  readonly #git: ChildProcessWithoutNullStreams;
  #received: Buffer = Buffer.alloc(0);
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(cwd: string) {
    const env = gitEnvironment(cwd, process.env);
    this.#git = spawn("git", [...GUARDED, "cat-file", "--batch"], { cwd, env });
    this.#git.stderr.resume();
    // Git may end before it has read everything: what is missing is then not there.
    this.#git.stdin.on("error", () => undefined);
    this.#git.stdout.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    for (const end of ["error", "close"])
      this.#git.on(end, () => {
        this.#isOver = true;
        this.#wake();
      });
  }

  /** One at a time. Null: it is not there. @param name `HEAD` or an id */
  async read(name: string): Promise<GitObject | null> {
    this.#git.stdin.write(`${name}\n`);
    for (;;) {
      const answer = this.#take();
      if (answer !== undefined) return answer;
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#git.stdin.end();
  }

  /** `<id> commit <size>\n<content>\n`, or `<name> missing\n`. Undefined: it is not all there yet. */
  #take(): GitObject | null | undefined {
    const end = this.#received.indexOf(10);
    if (end < 0) return undefined;
    const [id = "", type = "", size] = this.#received.toString("latin1", 0, end).split(" ");
    const from = end + 1;
    if (size === undefined) {
      this.#received = this.#received.subarray(from);
      return null;
    }
    const to = from + Number(size);
    if (this.#received.length <= to) return undefined;
    const content = this.#received.subarray(from, to);
    this.#received = this.#received.subarray(to + 1);
    return { id, type, content };
  }
}
