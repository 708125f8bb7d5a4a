import type { OwnRules } from "../../../src/analysis/own-rules.ts";

/** In a page there are no rules but the built-in ones. */
export async function startOwnRules(): Promise<OwnRules> {
  return { rules: new Map(), judge: async () => {}, end: async () => {} };
}
