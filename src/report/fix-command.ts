/** The command line of `lockgate fix` that answers a check: what it was told, without what may be secret. */
import { isAbsolute, relative, resolve, sep } from "node:path";

/** What decides which migrations are looked at, as typed. */
export interface FixCall {
  readonly paths?: readonly string[] | undefined;
  /** Folders that were looked through for what is new. */
  readonly below?: readonly string[] | undefined;
  readonly tool?: string | undefined;
  readonly config?: string | undefined;
  readonly base?: string | undefined;
  readonly pgVersion?: number | string | undefined;
  readonly shadow?: string | undefined;
  readonly recording?: string | readonly string[] | undefined;
}

/**
 * @param places `cwd`: to which paths are relative in the call; `from`: the folder in which the command is to be typed.
 */
export function fixCommand(
  { paths = [], tool, config, base, pgVersion, shadow, recording = [] }: FixCall,
  { cwd, from }: { readonly cwd: string; readonly from: string },
): string {
  const moved = (path: string): string => {
    if (from === cwd && !isAbsolute(path)) return path;
    return relative(from, resolve(cwd, path)).split(sep).join("/") || ".";
  };
  const options = [
    ["--tool", tool],
    ["--config", config === undefined ? undefined : moved(config)],
    ["--base", base],
    ["--pg-version", pgVersion === undefined ? undefined : String(pgVersion)],
    // An address may hold a password.
    ["--shadow", shadow?.includes("://") ? undefined : shadow],
    ...[recording].flat().map((file) => ["--recording", moved(file)] as const),
  ] as const;
  return [
    "npx lockgate fix",
    ...options.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${quoted(value)}`])),
    ...paths.map((path) => quoted(moved(path).replace(/^-/, "./-"))),
  ].join(" ");
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./^~-]+$/.test(word) && !word.startsWith("~")
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}
