import type { Level } from "../rule.ts";
import type { BaselineEntry } from "./baseline.ts";
import type { Unmarked } from "./fingerprint.ts";

/** A finding on the repository as a whole: it has no path, line or statement. */
export function repositoryFinding(rule: string, level: Level, message: string): Unmarked {
  return {
    rule,
    level,
    migration: null,
    path: null,
    statement: null,
    line: null,
    endLine: null,
    message,
    because: null,
    remedy: null,
    also: [],
    text: message,
  };
}

/** The warning that entries of the baseline are stale, or null. */
export function staleBaseline(stale: readonly BaselineEntry[], path: string): Unmarked | null {
  const [first] = stale;
  if (first === undefined) return null;
  const entries = stale.length === 1 ? "an entry" : `${stale.length} entries`;
  const message = `${path} holds ${entries} that no finding answers to (${first.rule} in ${first.path}): run --update-baseline`;
  return repositoryFinding("stale-baseline", "warning", message);
}
