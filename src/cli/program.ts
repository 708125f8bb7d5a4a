import { Command, CommanderError } from "commander";
import { visibleLines } from "../report/visible.ts";
import { VERSION } from "../version.ts";
import type { Finish } from "./command.ts";
import { EXIT, say } from "./exit.ts";

type Add = (program: Command, finish: Finish) => void;

/** In the order of the help. Each is loaded only where it is asked for: the others' code costs more than the command line. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  check: async () => (await import("./check.ts")).addCheck,
  fix: async () => (await import("./fix.ts")).addFix,
  drift: async () => (await import("./drift.ts")).addDrift,
  merge: async () => (await import("./merge.ts")).addMerge,
  locks: async () => (await import("./locks.ts")).addLocks,
  explain: async () => (await import("./explain.ts")).addExplain,
  stats: async () => (await import("./stats.ts")).addStats,
  capture: async () => (await import("./capture.ts")).addCapture,
  comment: async () => (await import("./comment.ts")).addComment,
  init: async () => (await import("./init.ts")).addInit,
  rules: async () => (await import("./rules.ts")).addRules,
  mcp: async () => (await import("./mcp.ts")).addMcp,
  completion: async () => (await import("./completion.ts")).addCompletion,
};

const ALL = Object.keys(COMMANDS);

/** Answered without any. */
const VERSION_FLAGS: readonly string[] = ["-V", "--version"];

/** Needs the others: it completes them. */
const OF_ALL = "completion";

/** Runs the command line and gives its exit code. A mistake in the command line itself is said on stderr. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.usage;
  const [name = ""] = argv;
  const isOne = Object.hasOwn(COMMANDS, name) && name !== OF_ALL;
  const names = VERSION_FLAGS.includes(name) ? [] : isOne ? [name] : ALL;
  const program = await programOf((result) => {
    code = result;
  }, names);
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

/** The commands of these names with their options; `finish` gets the exit code of the one that was run. */
export async function programOf(finish: Finish, names: readonly string[] = ALL): Promise<Command> {
  const program = new Command("lockgate")
    .description("A safety gate for PostgreSQL schema migrations.")
    .version(VERSION, VERSION_FLAGS.join(", "), "print the version")
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
  const loaded = await Promise.all(names.map((name) => COMMANDS[name]?.()));
  for (const add of loaded) add?.(program, finish);
  return program;
}
