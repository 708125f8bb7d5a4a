/** The command of a code-first target, as it stands in the config or on the command line. */
import { relative, sep } from "node:path";
import { UsageError } from "../migrations/failure.ts";
import type { TargetCommand } from "../migrations/selection.ts";
import { splitCommand } from "./split-command.ts";

/** Seconds that a run may take where nothing else is said. */
export const USUAL_TIMEOUT = 120;

/** `--command`, which runs in the working directory. @throws {UsageError} */
export function commandTyped(text: string, root: string, cwd: string): TargetCommand {
  const argv = splitCommand(text);
  if ("mistake" in argv) throw new UsageError(`--command ${argv.mistake}`);
  const folder = relative(root, cwd).split(sep).join("/");
  return { argv, setup: null, cwd: folder, env: {}, passEnv: [], timeout: USUAL_TIMEOUT };
}
