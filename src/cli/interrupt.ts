/** Ctrl-C, or a CI that ends the job: the shell's convention for the exit code is 128 and the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** How long a shadow may take to end itself. */
const GRACE_MS = 3_000;

export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.name = "Interrupted";
    this.exitCode = exitCode;
  }
}

/** Aborted by the first signal; what runs has a moment to end its shadow. A second signal ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, code] of Object.entries(CODES)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort(new Interrupted(code));
      setTimeout(() => process.exit(code), GRACE_MS);
    });
  }
  return controller.signal;
}
