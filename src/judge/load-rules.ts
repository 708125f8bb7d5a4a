import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UsageError } from "../migrations/failure.ts";
import type { AnyRule } from "../rule.ts";
import { RUN_RULES } from "./run-rule.ts";

/** A rule with the folder that it was read from: the folder's name is its id. */
export interface LoadedRule {
  readonly id: string;
  readonly rule: AnyRule;
  readonly builtIn: boolean;
  /** Absolute path of its README. */
  readonly readme: string;
}

const FILES = ["rule.js", "rule.mjs", "rule.ts"] as const;

/**
 * The built-in rules and those in the given folders (absolute paths), by id, in the order of their ids.
 *
 * @throws {UsageError} when a folder is missing, holds no rule, a rule is malformed or its id is taken.
 */
export async function loadRules(folders: readonly string[] = []): Promise<ReadonlyMap<string, LoadedRule>> {
  const lists = await Promise.all([
    readFolder(builtInFolder(), true),
    ...folders.map((folder) => readFolder(folder, false)),
  ]);
  return together(lists.flat());
}

/** @throws {UsageError} when an id stands there twice. */
export function together(all: readonly LoadedRule[]): ReadonlyMap<string, LoadedRule> {
  const rules = new Map<string, LoadedRule>();
  for (const loaded of [...all].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const known = rules.get(loaded.id);
    if (known)
      throw new UsageError(`rule ${loaded.id} stands in two places`, `${known.readme}, ${loaded.readme}`);
    rules.set(loaded.id, loaded);
  }
  return rules;
}

/** The text of a rule's README. */
export function readmeOf(loaded: LoadedRule): Promise<string> {
  return readFile(loaded.readme, "utf8");
}

/** The rules of one folder: every subfolder that holds a `rule.js`, `rule.mjs` or (built-in, from source) `rule.ts`. */
export async function readFolder(folder: string, builtIn: boolean): Promise<LoadedRule[]> {
  return Promise.all(ruleNames(folder).map((id) => readRule(folder, id, builtIn)));
}

/**
 * The ids of every rule that there is, with the users' in these folders: none of their code is run.
 *
 * @throws {UsageError} when a folder is missing or holds no rule.
 */
export function ruleIds(folders: readonly string[]): readonly string[] {
  return [builtInFolder(), ...folders].flatMap(ruleNames);
}

/** The ids of the rules in a folder. @throws {UsageError} when it is missing or holds none. */
export function ruleNames(folder: string): readonly string[] {
  const ids = namesIn(folder).filter((id) => fileOf(join(folder, id)) !== undefined);
  if (ids.length > 0) return ids;
  throw new UsageError(`${folder} holds no rule`, "a rule is a folder with rule.mjs and README.md");
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    throw new UsageError(`the rules folder ${folder} cannot be read`);
  }
}

function fileOf(folder: string): string | undefined {
  return FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/** Imports a rule: its code runs in this process. */
export async function readRule(folder: string, id: string, builtIn: boolean): Promise<LoadedRule> {
  if (!builtIn) registerOwnName();
  const { file, readme } = findRule(folder, id);
  return { id, rule: ruleIn(await importModule(file), file, builtIn && isRunRule(id)), builtIn, readme };
}

/** The files of a rule, absolute. @throws {UsageError} when the id or the README is none. */
export function findRule(folder: string, id: string): { readonly file: string; readonly readme: string } {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new UsageError(`"${id}" is not a rule id`, "write it in lower case with hyphens: drops-column");
  }
  const readme = [join(folder, id, "README.md"), join(folder, "..", "..", "rules", id, "README.md")];
  const found = readme.find((path) => existsSync(path));
  if (found === undefined) throw new UsageError(`rule ${id} has no README.md`);
  return { file: fileOf(join(folder, id)) ?? "", readme: resolve(found) };
}

let isRegistered = false;

/**
 * A user's rule imports "lockgate/rule", which Node finds only where lockgate is installed. It means this very lockgate,
 * wherever the rule lies. From source the test runner knows the name.
 */
function registerOwnName(): void {
  if (isRegistered || import.meta.url.endsWith(".ts")) return;
  isRegistered = true;
  const own = JSON.stringify(new URL("./rule.js", import.meta.url).href);
  const hook = `export const resolve = (name, context, next) =>
    name === "lockgate/rule" ? { url: ${own}, shortCircuit: true } : next(name, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

async function importModule(file: string): Promise<unknown> {
  try {
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be loaded: ${reason.split("\n")[0]}`);
  }
}

const LEVELS: readonly unknown[] = ["error", "warning", "note"];

function isRunRule(id: string): boolean {
  return (RUN_RULES as readonly string[]).includes(id);
}

function ruleIn(module: unknown, file: string, ofRun: boolean): AnyRule {
  const rule = (module as { readonly default?: Partial<AnyRule> }).default;
  const isObject = typeof rule === "object" && rule !== null;
  const mistakes = [
    [isObject, "has no default export made by defineRule"],
    [isObject && LEVELS.includes(rule.level), "has no level error, warning or note"],
    [isObject && typeof rule.summary === "string" && rule.summary !== "", "has no summary"],
    ofRun
      ? [isObject && rule.scope === "run", "is not made by defineRunRule"]
      : [isObject && "judge" in rule && typeof rule.judge === "function", "has no judge function"],
  ] as const;
  const mistake = mistakes.find(([isRight]) => !isRight);
  if (mistake) throw new UsageError(`${file} ${mistake[1]}`);
  return rule as AnyRule;
}

/**
 * Built, the rules stand beside the bundle (`dist/rules`, `dist/action/rules`) or one folder up from a chunk; from
 * source they are the folder `rules` of the repository.
 */
function builtInFolder(): string {
  const places = import.meta.url.endsWith(".ts") ? ["../../rules"] : ["./rules", "../rules"];
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = folders.find(
    (folder) => existsSync(folder) && namesIn(folder).some((id) => fileOf(join(folder, id))),
  );
  if (found === undefined)
    throw new UsageError("lockgate's own rules are not there", `looked in ${folders.join(", ")}`);
  return found;
}
