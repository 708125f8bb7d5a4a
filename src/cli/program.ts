import { Command, CommanderError } from "commander";
import { visibleLines } from "../report/visible.ts";
import { VERSION } from "../version.ts";
import { addCapture } from "./capture.ts";
import { addCheck } from "./check.ts";
import type { Finish } from "./command.ts";
import { addComment } from "./comment.ts";
import { addCompletion } from "./completion.ts";
import { addDrift } from "./drift.ts";
import { EXIT, say } from "./exit.ts";
import { addExplain } from "./explain.ts";
import { addFix } from "./fix.ts";
import { addInit } from "./init.ts";
import { addLocks } from "./locks.ts";
import { addMcp } from "./mcp.ts";
import { addRules } from "./rules.ts";
import { addStats } from "./stats.ts";

const COMMANDS: readonly ((program: Command, finish: Finish) => void)[] = [
  addCheck,
  addFix,
  addDrift,
  addLocks,
  addExplain,
  addStats,
  addCapture,
  addComment,
  addInit,
  addRules,
  addMcp,
  addCompletion,
];

/** Runs the command line and gives its exit code. A mistake in the command line itself is said on stderr. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.usage;
  const program = programOf((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Asking for help or the version is no mistake; naming no command is one: a gate must not pass by doing nothing.
    const asked = error.code === "commander.helpDisplayed" || error.code === "commander.version";
    return asked ? EXIT.ok : EXIT.usage;
  }
}

/** The commands with their options; `finish` gets the exit code of the one that was run. */
export function programOf(finish: Finish): Command {
  const program = new Command("lockgate")
    .description("A safety gate for PostgreSQL schema migrations.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeErr: (text) => say(text.trimEnd()),
      outputError: (text, write) => write(visibleLines(text.replace(/^error: /, "lockgate: ")).join("\n")),
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 pass, 1 findings, 2 usage or config error, 3 no migrations found, 4 could not analyze.",
    );
  for (const add of COMMANDS) add(program, finish);
  return program;
}
