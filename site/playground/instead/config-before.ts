/** Nothing is compared with a base in a page. */
import type { ConfiguredBase } from "../../../src/migrations/selection.ts";

export function configuredBase(): ConfiguredBase {
  return { here: null, at: async () => null };
}

export function configBefore(): never {
  throw new Error("a page has no base");
}
