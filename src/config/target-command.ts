/** The command of a code-first target, as it stands in the config or on the command line. */
import { relative, sep } from "node:path";
import { UsageError } from "../migrations/failure.ts";
import type { TargetCommand } from "../migrations/selection.ts";
import { splitCommand } from "./split-command.ts";

/** Seconds that a run may take where nothing else is said. */
const USUAL_TIMEOUT = 120;

/** `--command`, which runs in the working directory. @throws {UsageError} */
export function commandTyped(text: string, root: string, cwd: string): TargetCommand {
  const argv = splitCommand(text);
  if ("mistake" in argv) throw new UsageError(`--command ${argv.mistake}`);
  const folder = relative(root, cwd).split(sep).join("/");
  return {
    argv,
    setup: null,
    schemaCheck: null,
    cwd: folder,
    env: {},
    passEnv: [],
    timeout: USUAL_TIMEOUT,
    historyTable: null,
  };
}

interface CommandInFile {
  readonly command: string | readonly string[] | undefined;
  readonly setup: string | readonly string[] | undefined;
  readonly schemaCheck: string | readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly passEnv: readonly string[] | undefined;
  readonly timeout: number | undefined;
  readonly historyTable: string | undefined;
}

/** That of a target in the config; `cwd` is relative to the repository's root. @throws {UsageError} */
export function targetCommand(
  {
    command,
    setup,
    schemaCheck,
    env = {},
    passEnv = [],
    timeout = USUAL_TIMEOUT,
    historyTable,
  }: CommandInFile,
  cwd: string,
): { readonly command?: TargetCommand } {
  if (command === undefined && schemaCheck !== undefined)
    throw new UsageError("the schemaCheck of a target needs its `command`, which makes what is checked");
  if (command === undefined) return {};
  const argv = wordsOf("command", command);
  return {
    command: {
      argv,
      setup: setup === undefined ? null : wordsOf("setup", setup),
      schemaCheck: schemaCheck === undefined ? null : wordsOf("schemaCheck", schemaCheck),
      cwd,
      env,
      passEnv,
      timeout,
      historyTable: historyTable ?? null,
    },
  };
}

function wordsOf(key: string, written: string | readonly string[]): readonly string[] {
  if (typeof written !== "string") return written;
  const words = splitCommand(written);
  if ("mistake" in words) throw new UsageError(`the ${key} of a target ${words.mistake}`);
  return words;
}
