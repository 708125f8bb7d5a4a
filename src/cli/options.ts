/** Options that several commands have, each said once. */
import { InvalidArgumentError, Option } from "commander";
import { failOnOf } from "../config/settings.ts";
import { FAIL_ON } from "../judge/verdict.ts";
import { TOOL_IDS } from "../migrations/tools/tools.ts";
import { MAJORS, NEWEST } from "../postgres/majors.ts";

export const toolOption = (): Option =>
  new Option("--tool <id>", "only this tool's folders").choices(TOOL_IDS);

export const configOption = (): Option =>
  new Option(
    "--config <file>",
    "the config file; default: lockgate.config.json or .yaml, searched from the working directory upwards",
  );

export const failOnOption = (): Option =>
  new Option("--fail-on <level>", `${FAIL_ON.join(", ")}; default: error`).argParser((text) =>
    failOnOf({ text, by: "--fail-on" }),
  );

export const pgVersionOption = (): Option =>
  new Option("--pg-version <major>", `${MAJORS[0]} to ${NEWEST}; a newer one is judged as ${NEWEST}`);

/** @param does what the command does there. */
export const shadowOption = (does: "rehearse" | "replay" | "observe" | "prove"): Option =>
  new Option(
    "--shadow <where>",
    `${does} on pglite (default), docker:<image> or the server at a postgres:// URL`,
  );

export const databaseUrlOption = (): Option =>
  new Option("--database-url <url>", "the live database, read only; or LOCKGATE_DATABASE_URL");

export const recordingOption = (): Option =>
  new Option(
    "--recording <file>",
    "judge what was recorded before: a file of lockgate capture; repeatable, one for each folder",
  )
    .argParser((typed, before: readonly string[]) => [...before, typed])
    .default([] as readonly string[]);

export const noCacheOption = (): Option =>
  new Option("--no-cache", "do not read or write the snapshot cache");

/** A document to write beside the one on stdout. */
export interface Output<Format extends string> {
  readonly format: Format;
  readonly path: string;
}

/** Which documents are written, of the flags of a command with the options below. */
export interface DocumentFlags<Format extends string> {
  readonly format: Format;
  readonly output: readonly Output<Format>[];
  readonly verbose?: true;
  readonly quiet?: true;
}

export const verboseOption = (does: string): Option => new Option("--verbose", does).conflicts("quiet");

export const quietOption = (): Option =>
  new Option(
    "--quiet",
    "print nothing where all is well, else only what is not; other formats than pretty stay whole",
  );

export const formatOption = (formats: readonly string[]): Option =>
  new Option("--format <format>", "of the report on stdout").choices(formats).default("pretty");

/** `--output <format>=<path>`; commander parses it once for each time that it is given. */
export const outputOption = <Format extends string>(formats: readonly Format[]): Option =>
  new Option("--output <format=path>", "also write a report to a file; repeatable")
    .argParser((typed, before: readonly Output<Format>[]): readonly Output<Format>[] => {
      const [, name, path] = /^([^=]+)=(.+)$/s.exec(typed) ?? [];
      const format = formats.find((known) => known === name);
      if (format === undefined || path === undefined) {
        throw new InvalidArgumentError(
          `write it as <format>=<path>, with a format of ${formats.join(", ")}.`,
        );
      }
      return [...before, { format, path }];
    })
    .default([] as readonly Output<Format>[], "none");
