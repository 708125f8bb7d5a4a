import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { FAIL_ON, type FailOn } from "../judge/verdict.ts";
import { UsageError } from "../migrations/failure.ts";
import { DatabaseUrlError, parseDatabaseUrl } from "../postgres/database-url.ts";
import { MAJORS, NEWEST } from "../postgres/majors.ts";
import type { Config } from "./config.ts";

/** How to run, as a caller says it; what is left out is decided by the environment, the config, the default. */
export interface SettingsOptions {
  /** The branch or commit that migrations are new against. */
  readonly base?: string | undefined;
  /** The level from which findings fail the check. Default: error. */
  readonly failOn?: FailOn | undefined;
  /** PostgreSQL's major version in production; one that is newer than all measured ones is judged as the newest. */
  readonly pgVersion?: number | string | undefined;
  /** Where migrations are rehearsed: "pglite" (default), "docker:<image>" or a server's URL. */
  readonly shadow?: string | undefined;
  /** Judge without rehearsal. */
  readonly static?: boolean | undefined;
  /** A snapshot of `lockgate stats`, relative to `cwd` or at an http(s) URL, or the URL of a database to read the same from. */
  readonly stats?: string | undefined;
  /** A file of queries that production runs, relative to `cwd`: statements, or JSON lines of `{"sql", "calls"}`. */
  readonly queries?: string | undefined;
  /** The live database, read only. It is never printed. */
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
  /** An absolute path, or null. */
  readonly queries: string | null;
  /** The live database, read only. Never printed. */
  readonly databaseUrl: string | null;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} for a value that is none of those possible, naming where it was given. */
export function settle(options: SettingsOptions, env: Env, config: Config, cwd: string): Settings {
  const given = (value: string | number | undefined, option: string, variable: string): Given | null => {
    if (value !== undefined) return { text: String(value), by: option };
    const text = env[variable];
    return text === undefined || text === "" ? null : { text, by: variable };
  };
  const { file } = config;
  const failOn = given(options.failOn, "--fail-on", "LOCKGATE_FAIL_ON");
  const major = given(options.pgVersion, "--pg-version", "LOCKGATE_PG_VERSION");
  const shadow = given(options.shadow, "--shadow", "LOCKGATE_SHADOW");
  const isStatic = given(options.static ? "true" : undefined, "--static", "LOCKGATE_STATIC");
  const stats = given(options.stats, "--stats", "LOCKGATE_STATS");
  const queries = given(options.queries, "--queries", "LOCKGATE_QUERIES");
  const live = given(options.databaseUrl, "--database-url", file.databaseUrlEnv ?? "LOCKGATE_DATABASE_URL");
  return Object.freeze({
    base: given(options.base, "--base", "LOCKGATE_BASE")?.text ?? null,
    failOn: failOn === null ? (file.failOn ?? "error") : failOnOf(failOn),
    pgVersion: major === null ? fromConfig(file.pgVersion) : { major: majorOf(major), from: "flag" as const },
    shadow: shadow === null ? (file.shadow ?? "pglite") : shadowOf(shadow, env),
    static: isStatic === null ? (file.static ?? false) : oneOf(isStatic, ["true", "false", "1", "0"]) in TRUE,
    stats: stats === null ? ofConfig(file.stats, config) : fileOrUrl(stats, cwd, env),
    queries: queries === null ? ofConfig(file.queries, config) : resolve(cwd, queries.text),
    databaseUrl: live === null ? null : urlOf(live, env),
  });
}

/** A value that was given, not yet checked. */
export interface Given {
  readonly text: string;
  /** The option or variable that it came by. */
  readonly by: string;
}

/** @throws {UsageError} */
export function failOnOf(given: Given): FailOn {
  return oneOf(given, FAIL_ON);
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

function ofConfig(path: string | undefined, config: Config): string | null {
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
  if (/^https?:\/\//i.test(given.text.trim())) return webAddress(given);
  const isAddress = /@|:\/\/|^jdbc:|\b(?:host|dbname|user|password)\s*=/i.test(given.text);
  return isAddress && !existsSync(path) ? urlOf(given, env) : path;
}

/** @throws {UsageError} which never repeats the value. */
function webAddress({ text, by }: Given): string {
  if (URL.canParse(text.trim())) return text.trim();
  throw new UsageError(`${by} is not a URL: write it as https://host/path`);
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
