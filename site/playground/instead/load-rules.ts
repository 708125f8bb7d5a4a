/** The built-in rules in a page, where there are no folders to look for them in. */
import type { LoadedRule } from "../../../src/judge/loaded-rule.ts";
import type { AnyRule } from "../../../src/rule.ts";

const modules = import.meta.glob<{ readonly default: AnyRule }>("../../../rules/*/rule.ts", { eager: true });

/** By id, in the order of their ids. */
export const RULES: ReadonlyMap<string, LoadedRule> = together(
  Object.entries(modules).map(([path, { default: rule }]) => {
    return { id: path.split("/").at(-2) ?? "", rule, builtIn: true, readme: "" };
  }),
);

export async function loadRules(): Promise<ReadonlyMap<string, LoadedRule>> {
  return RULES;
}

export function ruleIds(): readonly string[] {
  return [...RULES.keys()];
}

export function together(all: readonly LoadedRule[]): ReadonlyMap<string, LoadedRule> {
  return new Map([...all].sort((a, b) => (a.id < b.id ? -1 : 1)).map((rule) => [rule.id, rule]));
}
