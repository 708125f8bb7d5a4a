import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { SettingsOptions } from "../config/settings.ts";
import { FAIL_ON } from "../judge/verdict.ts";
import { UsageError } from "../migrations/failure.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const COMMENT = ["auto", "always", "never"] as const;
const DRIFT = { auto: "auto", true: "always", false: "never" } as const;

/** The inputs of action.yml. What is not given is null, so that the config or the environment decides. */
export interface Inputs {
  readonly token: string | null;
  /** Absolute. */
  readonly cwd: string;
  /** Folders to look in, or files to judge; as typed. */
  readonly paths: readonly string[];
  readonly config: string | null;
  readonly settings: SettingsOptions;
  /** Path of what code-first migrations send; null: their commands are run. */
  readonly recordings: readonly string[];
  readonly comment: (typeof COMMENT)[number];
  /** Review comments with remedies to take by a click. */
  readonly suggestions: boolean;
  readonly drift: (typeof DRIFT)[keyof typeof DRIFT];
  /** What tells this gate from others of the repository. */
  readonly gate: readonly string[];
}

/** @throws {UsageError} for a value that is none of those possible. */
export function readInputs(env: Environment): Inputs {
  const given = (name: string): string | undefined => inputOf(env, name);
  const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
  const folder = given("working-directory") ?? ".";
  const cwd = resolve(workspace, folder);
  if (!existsSync(cwd) || !statSync(cwd).isDirectory()) {
    throw new UsageError(
      `working-directory ${folder} is not a folder`,
      "Is actions/checkout run before lockgate?",
    );
  }
  const failOn = given("fail-on");
  const isStatic = given("static");
  const path = given("path");
  const config = given("config") ?? null;
  return {
    token: given("github-token") ?? null,
    cwd,
    paths: linesOf(path),
    config,
    settings: {
      base: given("base"),
      failOn: failOn === undefined ? undefined : oneOf("fail-on", failOn, FAIL_ON),
      pgVersion: given("pg-version"),
      shadow: given("shadow"),
      static: isStatic === undefined ? undefined : oneOf("static", isStatic, ["true", "false"]) === "true",
      stats: given("stats"),
      queries: given("queries"),
      databaseUrl: given("database-url"),
    },
    recordings: linesOf(given("recording")),
    comment: oneOf("comment", given("comment") ?? "auto", COMMENT),
    suggestions: oneOf("suggestions", given("suggestions") ?? "false", ["true", "false"]) === "true",
    drift: DRIFT[oneOf("drift", given("drift") ?? "auto", ["auto", "true", "false"])],
    gate: given("name") !== undefined ? [given("name") ?? ""] : [folder, path ?? "", config ?? ""],
  };
}

function linesOf(input: string | undefined): string[] {
  return (input ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** As the runner passes an input: hyphens stay, the empty text is what was not given. */
export function inputOf(env: Environment, name: string): string | undefined {
  const value = env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`]?.trim();
  return value === "" ? undefined : value;
}

export function oneOf<T extends string>(input: string, value: string, known: readonly T[]): T {
  const found = known.find((word) => word === value);
  if (found === undefined) throw new UsageError(`the input ${input} is "${value}", not ${known.join(", ")}`);
  return found;
}
