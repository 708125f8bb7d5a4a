import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import type { DatabaseSource } from "../drift/database-source.ts";
import { UsageError } from "../migrations/failure.ts";
import { DatabaseUrlError, parseDatabaseUrl } from "../postgres/database-url.ts";
import { messageOf } from "./exit.ts";

type Env = Readonly<Record<string, string | undefined>>;

interface Listed extends DatabaseSource {
  /** Where it was given, for a mistake in it. */
  readonly by: string;
}

/**
 * The live databases of `--database-url`, or of the environment where there is none, and of `--databases`.
 *
 * @param file the file of `--databases`, "-" for stdin, or null.
 * @throws {UsageError} which never repeats an address.
 */
export function databasesOf(urls: readonly string[], file: string | null, env: Env): DatabaseSource[] {
  const listed = [
    ...urls.map((url, index): Listed => ({ url, name: null, by: given(index, urls.length) })),
    ...(file === null ? [] : databasesIn(readText(file), file === "-" ? "stdin" : file, env)),
  ];
  const names = new Map<string, string>();
  return listed.map(({ url, name, by }) => {
    checkUrl(url, by, env);
    const before = name === null ? undefined : names.get(name);
    if (before !== undefined) throw new UsageError(`${by}: the name "${name}" is taken by ${before}`);
    if (name !== null) names.set(name, by);
    return { url, name };
  });
}

function given(index: number, of: number): string {
  return of === 1 ? "the database" : `database ${index + 1}`;
}

function checkUrl(url: string, by: string, env: Env): void {
  try {
    parseDatabaseUrl(url, env);
  } catch (error) {
    if (!(error instanceof DatabaseUrlError)) throw error;
    throw new UsageError(`${by}: ${error.message}`);
  }
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path === "-" ? 0 : path);
    if (isUtf8(bytes)) return bytes.toString("utf8");
  } catch (error) {
    throw new UsageError(`--databases ${path} cannot be read: ${messageOf(error)}`);
  }
  throw new UsageError(`--databases ${path} is not UTF-8`);
}

/** One database a line, `<url>` or `<name>=<url>`; empty lines and those that begin with "#" say nothing. */
function databasesIn(text: string, file: string, env: Env): Listed[] {
  const listed = text.split(/\r?\n/).flatMap((raw, index): Listed[] => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return [];
    const by = `${file}:${index + 1}`;
    const [, name = null, url = line] = /^([^=:/${}]+?)\s*=\s*(.+)$/.exec(line) ?? [];
    return [{ name, url: withEnvironment(url, by, env), by }];
  });
  if (listed.length === 0) throw new UsageError(`${file} names no database`);
  return listed;
}

/** `${NAME}` stands for a whole address as it is, or for a part of one, for which it is percent-encoded. */
function withEnvironment(url: string, by: string, env: Env): string {
  return url.replace(/\$\{(\w+)\}/g, (reference: string, name: string) => {
    const value = env[name];
    if (value === undefined || value === "") throw new UsageError(`${by}: ${name} is not set`);
    return reference === url ? value : encodeURIComponent(value);
  });
}
