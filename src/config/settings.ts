import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { FAIL_ON, type FailOn } from "../judge/verdict.ts";
import { UsageError } from "../migrations/failure.ts";
import { DatabaseUrlError, parseDatabaseUrl } from "../postgres/database-url.ts";
import { MAJORS, NEWEST } from "../postgres/majors.ts";
import type { Config } from "./config.ts";

/** What the command line may say, as typed. */
export interface Flags {
  readonly base?: string | undefined;
  readonly failOn?: string | undefined;
  readonly pgVersion?: string | undefined;
  readonly shadow?: string | undefined;
  readonly static?: boolean | undefined;
  readonly stats?: string | undefined;
  readonly databaseUrl?: string | undefined;
}

/** How to run, decided once: a flag before the environment before the config before the default. */
export interface Settings {
  /** Of the flag or the environment; what the config names stands in config-before.ts. */
  readonly base: string | null;
  readonly failOn: FailOn;
  /** Null: asked of the database or the shadow, else the newest. */
  readonly pgVersion: { readonly major: number; readonly from: "flag" | "config" } | null;
  /** "pglite", "docker:<image>" or a server's URL. */
  readonly shadow: string;
  readonly static: boolean;
  /** An absolute path or a URL, or null. */
  readonly stats: string | null;
  /** The live database, read only. Never printed. */
  readonly databaseUrl: string | null;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} for a value that is none of those possible, naming where it was given. */
export function settle(flags: Flags, env: Env, config: Config, cwd: string): Settings {
  const given = (flag: string | undefined, option: string, variable: string): Given | null => {
    if (flag !== undefined) return { text: flag, by: option };
    const value = env[variable];
    return value === undefined || value === "" ? null : { text: value, by: variable };
  };
  const { file } = config;
  const failOn = given(flags.failOn, "--fail-on", "LOCKGATE_FAIL_ON");
  const major = given(flags.pgVersion, "--pg-version", "LOCKGATE_PG_VERSION");
  const shadow = given(flags.shadow, "--shadow", "LOCKGATE_SHADOW");
  const isStatic = given(flags.static ? "true" : undefined, "--static", "LOCKGATE_STATIC");
  const stats = given(flags.stats, "--stats", "LOCKGATE_STATS");
  const live = given(flags.databaseUrl, "--database-url", file.databaseUrlEnv ?? "LOCKGATE_DATABASE_URL");
  return Object.freeze({
    base: given(flags.base, "--base", "LOCKGATE_BASE")?.text ?? null,
    failOn: failOn === null ? (file.failOn ?? "error") : oneOf(failOn, FAIL_ON),
    pgVersion: major === null ? fromConfig(file.pgVersion) : { major: majorOf(major), from: "flag" as const },
    shadow: shadow === null ? (file.shadow ?? "pglite") : shadowOf(shadow, env),
    static: isStatic === null ? (file.static ?? false) : oneOf(isStatic, ["true", "false", "1", "0"]) in TRUE,
    stats: stats === null ? statsOf(file.stats, config) : fileOrUrl(stats, cwd, env),
    databaseUrl: live === null ? null : urlOf(live, env),
  });
}

interface Given {
  readonly text: string;
  /** The option or variable that it came by. */
  readonly by: string;
}

const TRUE = { true: 1, "1": 1 };

function oneOf<T extends string>({ text, by }: Given, known: readonly T[]): T {
  const found = known.find((word) => word === text);
  // What was given is not repeated: a variable set by mistake may hold anything.
  if (found === undefined) throw new UsageError(`${by} is not ${known.join(", ")}`);
  return found;
}

function majorOf({ text, by }: Given): number {
  const major = Number(text);
  if (/^\d{1,3}$/.test(text) && major >= MAJORS[0]) return major;
  throw new UsageError(`${by} is not ${MAJORS.join(", ")} or a newer version (judged as ${NEWEST})`);
}

function fromConfig(major: number | undefined): { major: number; from: "config" } | null {
  return major === undefined ? null : { major, from: "config" };
}

function statsOf(path: string | undefined, config: Config): string | null {
  return path === undefined || config.path === null ? null : resolve(config.root, config.path, "..", path);
}

/** The value itself is not repeated: it may be an address with a password. */
function shadowOf({ text: typed, by }: Given, env: Env): string {
  const text = typed.trim();
  if (text === "pglite" || /^docker:\S+$/.test(text)) return text;
  if (/^postgres(ql)?:\/\//.test(text)) return urlOf({ text, by }, env);
  throw new UsageError(`${by} is neither pglite, docker:<image> nor a postgres:// address`);
}

/** What is no file and looks like an address is one that is mistyped: it is not taken for a file, whose name is printed. */
function fileOrUrl(given: Given, cwd: string, env: Env): string {
  const path = resolve(cwd, given.text);
  const isAddress = /@|:\/\/|^jdbc:|\b(?:host|dbname|user|password)\s*=/i.test(given.text);
  return isAddress && !existsSync(path) ? urlOf(given, env) : path;
}

/** @throws {UsageError} which never repeats the value. */
function urlOf({ text, by }: Given, env: Env): string {
  try {
    parseDatabaseUrl(text, env);
    return text.trim();
  } catch (error) {
    if (!(error instanceof DatabaseUrlError)) throw error;
    throw new UsageError(`${by}: ${error.message}`);
  }
}

export function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}
