import type { LIMITS, OwnRules } from "./own-rule-children.ts";

export type { OwnRules } from "./own-rule-children.ts";

const NONE: OwnRules = { rules: new Map(), judge: async () => {}, end: async () => {} };

/**
 * Starts the rules in these folders (absolute paths).
 *
 * @throws {UsageError} when a folder holds none, a rule is malformed, cannot be loaded or does not end.
 */
export async function startOwnRules(folders: readonly string[], limits?: typeof LIMITS): Promise<OwnRules> {
  if (folders.length === 0) return NONE;
  const children = await import("./own-rule-children.ts");
  return children.startRules(folders, limits ?? children.LIMITS);
}
