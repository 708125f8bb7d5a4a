/** Rules of the user's own: a folder each, with rule.mjs and README.md. */
import { existsSync, readdirSync } from "node:fs";
import { register } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../migrations/failure.ts";
import { type LoadedRule, ruleIn } from "./loaded-rule.ts";

const FILES = ["rule.js", "rule.mjs", "rule.ts"] as const;

/** The rules of one folder: every subfolder that holds one of FILES. */
export async function readFolder(folder: string): Promise<LoadedRule[]> {
  return Promise.all(ruleNames(folder).map((id) => readRule(folder, id)));
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
export async function readRule(folder: string, id: string): Promise<LoadedRule> {
  registerOwnName();
  const { file, readme } = findRule(folder, id);
  return { id, rule: ruleIn(await importModule(file), file), builtIn: false, readme };
}

/** The files of a rule, absolute. @throws {UsageError} when the id or the README is none. */
export function findRule(folder: string, id: string): { readonly file: string; readonly readme: string } {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new UsageError(`"${id}" is not a rule id`, "write it in lower case with hyphens: drops-column");
  }
  const readme = join(folder, id, "README.md");
  if (!existsSync(readme)) throw new UsageError(`rule ${id} has no README.md`);
  return { file: fileOf(join(folder, id)) ?? "", readme: resolve(readme) };
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
