import type { Level } from "../rule.ts";
import { loadRules, readmeOf } from "./load-rules.ts";
import type { LoadedRule } from "./loaded-rule.ts";

/** What a rule's folder says of it. */
export interface RuleDocs {
  readonly id: string;
  readonly level: Level;
  readonly summary: string;
  /** Its README, Markdown. */
  readonly readme: string;
}

/**
 * The built-in rules and those in the given folders (absolute paths), whose code is run, by id and in the order of ids.
 *
 * @throws {UsageError} when a folder is missing, holds no rule, a rule is malformed or its id is taken.
 */
export async function listRules(folders: readonly string[] = []): Promise<ReadonlyMap<string, RuleDocs>> {
  return ruleDocs(await loadRules(folders));
}

/** What there is to read on every rule that a report can name, by id. */
export function ruleDocs(rules: ReadonlyMap<string, LoadedRule>): ReadonlyMap<string, RuleDocs> {
  return new Map(
    [...rules.values()].map((loaded) => {
      const { level, summary } = loaded.rule;
      return [loaded.id, { id: loaded.id, level, summary, readme: readmeOf(loaded) }];
    }),
  );
}
