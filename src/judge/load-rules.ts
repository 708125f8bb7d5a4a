import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../migrations/failure.ts";
import { BUILT_IN, importBuiltIn } from "./built-in-rules.ts";
import { type LoadedRule, ruleIn } from "./loaded-rule.ts";
import { readFolder, ruleNames } from "./rule-folder.ts";
import { RUN_RULES } from "./run-rule.ts";

/**
 * The built-in rules and those in the given folders (absolute paths), by id, in the order of their ids.
 *
 * @throws {UsageError} when a folder is missing, holds no rule, a rule is malformed or its id is taken.
 */
export async function loadRules(folders: readonly string[] = []): Promise<ReadonlyMap<string, LoadedRule>> {
  const lists = await Promise.all([builtInRules(), ...folders.map(readFolder)]);
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
export function readmeOf(loaded: LoadedRule): string {
  return readFileSync(loaded.readme, "utf8");
}

/**
 * The ids of every rule that there is, with the users' in these folders: none of their code is run.
 *
 * @throws {UsageError} when a folder is missing or holds no rule.
 */
export function ruleIds(folders: readonly string[]): readonly string[] {
  return [...BUILT_IN, ...folders.flatMap(ruleNames)];
}

function builtInRules(): Promise<LoadedRule[]> {
  const folder = readmesFolder();
  return Promise.all(
    BUILT_IN.map(async (id) => {
      const ofRun = (RUN_RULES as readonly string[]).includes(id);
      const rule = ruleIn(await importBuiltIn(id), id, ofRun);
      return { id, rule, builtIn: true, readme: join(folder, id, "README.md") };
    }),
  );
}

/** The folder of the READMEs: beside the bundle (`dist/action/rules`) or one folder up from it, as the package has it. */
function readmesFolder(): string {
  const places = import.meta.url.endsWith(".ts") ? ["../../rules"] : ["./rules", "../rules"];
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = folders.find((folder) => existsSync(join(folder, BUILT_IN[0] ?? "", "README.md")));
  if (found === undefined)
    throw new UsageError("lockgate's own rules are not there", `looked in ${folders.join(", ")}`);
  return found;
}
