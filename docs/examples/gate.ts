import { check, render, UsageError } from "lockgate";

/** Judges what is new against main, and prints what stops it. The exit code is that of `lockgate check`. */
export async function gate(cwd: string, print: (text: string) => void): Promise<number> {
  try {
    const { report, exit } = await check({ cwd, settings: { base: "main", pgVersion: 16, static: true } });
    for (const { path, line, level, rule, message } of report.findings) {
      if (level === "error") print(`${path}:${line} ${rule}: ${message}`);
    }
    for (const { path, reason } of report.unanalyzed) print(`${path} was not judged: ${reason}`);
    if (exit === 0) print(await render("agent", report));
    return exit;
  } catch (error) {
    // A mistake in the config or the options; anything else is a defect of lockgate.
    if (!(error instanceof UsageError)) throw error;
    print(error.message);
    return 2;
  }
}
