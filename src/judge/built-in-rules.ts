/** lockgate's own rules, from source: every folder of rules/. A build puts their code in the place of this file (rolldown.config.ts). */
import { existsSync, readdirSync } from "node:fs";

const FOLDER = new URL("../../rules/", import.meta.url);

/** The ids of the rules, in their order; none of their code is run. */
export const BUILT_IN: readonly string[] = readdirSync(FOLDER)
  .filter((id) => existsSync(new URL(`${id}/rule.ts`, FOLDER)))
  .sort();

/** The module of a rule. */
export function importBuiltIn(id: string): Promise<unknown> {
  return import(/* @vite-ignore */ new URL(`${id}/rule.ts`, FOLDER).href);
}
