import { type BaselineEntry, parseBaseline } from "../judge/baseline.ts";
import type { Weakening } from "./weakened.ts";

const NAMED = 3;

/**
 * What a baseline hides after a change and did not before it: entries that are new, and reasons written for lost data.
 * A text that is not a baseline hides nothing.
 */
export function widened(before: string | null, after: string | null): Weakening[] {
  const old = new Map(entriesOf(before).map((entry) => [entry.fingerprint, entry]));
  const more = entriesOf(after).filter(({ fingerprint, reason }) => {
    const known = old.get(fingerprint);
    return known === undefined || (reason !== null && known.reason === null);
  });
  if (more.length === 0) return [];
  const named = more.slice(0, NAMED).map(({ rule, path }) => `${rule} in ${path}`);
  const rest = more.length > named.length ? ` and ${more.length - named.length} more` : "";
  return [{ of: "baseline", does: `takes in ${named.join(", ")}${rest}` }];
}

function entriesOf(text: string | null): readonly BaselineEntry[] {
  if (text === null) return [];
  try {
    return parseBaseline(text, "");
  } catch {
    return [];
  }
}
