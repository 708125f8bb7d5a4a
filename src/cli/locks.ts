import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { prepareRun } from "../config/run.ts";
import type { SettingsOptions } from "../config/settings.ts";
import { NEWEST } from "../postgres/majors.ts";
import type { Locks } from "../report/locks-report.ts";
import { logSafe } from "../report/log-safe.ts";
import type { Finish } from "./command.ts";
import { EXIT, messageOf, say } from "./exit.ts";
import { configOption, pgVersionOption, shadowOption } from "./options.ts";
import { writeOut } from "./output.ts";
import { viewOf } from "./terminal.ts";

interface LocksFlags extends Pick<SettingsOptions, "pgVersion" | "shadow"> {
  readonly observe?: true;
  readonly schema?: string;
  readonly config?: string;
  readonly format: "pretty" | "json";
}

export function addLocks(program: Command, finish: Finish): void {
  program
    .command("locks")
    .description("what each statement locks, rewrites and scans, each judged on its own")
    .argument("[file]", "an SQL file, or - for stdin", "-")
    .option("--schema <file>", "SQL that makes the schema, as pg_dump --schema-only prints it")
    .option("--observe", "also run each statement alone on a shadow, and roll it back")
    .addOption(shadowOption("observe"))
    .addOption(pgVersionOption())
    .addOption(new Option("--format <format>").choices(["pretty", "json"]).default("pretty"))
    .addOption(configOption())
    .action(async (file: string, flags: LocksFlags) => finish(await runLocks(file, flags)));
}

async function runLocks(file: string, flags: LocksFlags): Promise<number> {
  const { settings } = await prepareRun({ config: flags.config, settings: flags });
  const observe = flags.observe ? { shadow: settings.shadow, live: settings.databaseUrl } : null;
  const sql = readSql(file);
  const schema = flags.schema === undefined ? null : readSql(flags.schema);
  if (sql === undefined || schema === undefined) return EXIT.unable;
  const major = settings.pgVersion?.major ?? NEWEST;
  const { locks, SchemaUnreadable } = await import("../locks.ts");
  try {
    const told = await locks({ sql, schema, major, observe });
    const shown = await writeOut(await document(told, flags.format));
    // What could not be told does not keep the others from being told.
    const isTold = told.statements.every(({ error, unanalyzed }) => error === null && unanalyzed === null);
    return shown && isTold ? EXIT.ok : EXIT.unable;
  } catch (error) {
    const { ShadowUnavailable } = await import("../shadow/engines/shadow.ts");
    if (error instanceof ShadowUnavailable) {
      say(`lockgate: ${error.message}${error.hint === null ? "" : ` (${error.hint})`}`);
      return EXIT.unable;
    }
    if (!(error instanceof SchemaUnreadable)) throw error;
    for (const { line, reason } of error.unread) say(`lockgate: ${flags.schema}:${line}: ${reason}`);
    return EXIT.unable;
  }
}

async function document(told: Locks, format: LocksFlags["format"]): Promise<string> {
  if (format === "json") return (await import("../report/json.ts")).renderLocksJson(told);
  const { renderLocksPretty } = await import("../report/locks.ts");
  const text = renderLocksPretty(told, viewOf(process.stdout, process.env));
  return process.env.GITHUB_ACTIONS === "true" ? logSafe(text) : text;
}

/** The text of a file or of stdin; undefined where it cannot be read, which has been said. */
function readSql(file: string): string | undefined {
  const name = file === "-" ? "stdin" : file;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    say(`lockgate: ${name} cannot be read: ${messageOf(error)}`);
    return undefined;
  }
  if (isUtf8(bytes)) return bytes.toString();
  say(`lockgate: ${name} is not UTF-8`);
  return undefined;
}
