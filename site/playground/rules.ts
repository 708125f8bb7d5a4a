import type { AnyRule } from "../../src/rule.ts";

const modules = import.meta.glob<{ readonly default: AnyRule }>("../../rules/*/rule.ts", { eager: true });

/** The built-in rules by id, in the order of their ids. */
export const RULES: ReadonlyMap<string, AnyRule> = new Map(
  Object.entries(modules)
    .map(([path, module]) => [path.split("/").at(-2) ?? "", module.default] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
