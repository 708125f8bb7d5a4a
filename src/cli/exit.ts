import { UsageError } from "../migrations/failure.ts";
import { logSafe } from "../report/log-safe.ts";
import { visible, visibleLines } from "../report/visible.ts";
import { ISSUES } from "../version.ts";

/** The exit codes of every command; what each means for `check` is decided in judge/verdict.ts. */
export const EXIT = { ok: 0, findings: 1, usage: 2, nothing: 3, unable: 4, interrupted: 130 } as const;

/** Lines for a person, on stderr: nothing in them is obeyed by a terminal. */
export function say(text: string): void {
  const lines = visibleLines(text).join("\n");
  process.stderr.write(`${process.env.GITHUB_ACTIONS === "true" ? logSafe(lines) : lines}\n`);
}

/** Says why a command ended badly, in a few lines and never with a stack, and gives its exit code. */
export function explainFailure(error: unknown): number {
  if (error instanceof UsageError) {
    const [first = "", ...more] = error.message.split("\n");
    say([`lockgate: ${first}`, ...more, ...(error.hint === null ? [] : [error.hint])].join("\n"));
    return EXIT.usage;
  }
  say(`lockgate: unexpected error: ${messageOf(error)}`);
  say(
    `This is a defect of lockgate: please report it at ${ISSUES}. LOCKGATE_DEBUG=1 shows where it happened.`,
  );
  if (process.env.LOCKGATE_DEBUG === "1" && error instanceof Error) say(error.stack ?? "");
  return EXIT.unable;
}

/** The first line of an error's message. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return visible(message.split("\n")[0] ?? "");
}
