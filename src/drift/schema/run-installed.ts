import { execFile } from "node:child_process";

const MILLISECONDS = 60_000;

export interface RunResult {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** That it was ended because it took too long, in words; else null. */
  readonly late: string | null;
}

/** Runs a program that the repository has installed: for a minute at most, with no input and no other environment than `env`. */
export function runInstalled(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<RunResult> {
  const options = {
    cwd,
    env: { ...env },
    timeout: MILLISECONDS,
    killSignal: "SIGKILL",
    maxBuffer: 50_000_000,
  } as const;
  return new Promise((done) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const late = error?.killed === true ? `it takes longer than ${MILLISECONDS / 1000} s` : null;
      done({ failed: error !== null, stdout, stderr, late });
    });
    child.stdin?.end();
    child.stdin?.on("error", () => undefined);
  });
}
