import type { Suppressed, Unanalyzed } from "./finding.ts";
import type { WrongIgnore } from "./ignore.ts";

/** An entry of the configuration: what cannot be analysed there is known to be safe. */
export interface Excuse {
  matches(path: string): boolean;
  /** As written. */
  readonly path: string;
  readonly line: number | null;
  readonly reason: string;
  /** The last valid day (YYYY-MM-DD, UTC). */
  readonly until: string | null;
}

export interface ExcuseResult {
  readonly unanalyzed: readonly Unanalyzed[];
  readonly suppressed: readonly Suppressed[];
  /** Entries that do not hold or do nothing, in words. */
  readonly wrong: readonly { readonly rule: WrongIgnore; readonly message: string }[];
}

/** Takes out what the configuration excuses. `judged`: the paths that were judged in this run. */
export function excuse(
  unanalyzed: readonly Unanalyzed[],
  excuses: readonly Excuse[],
  judged: readonly string[],
  today: string,
): ExcuseResult {
  const suppressed: Suppressed[] = [];
  const wrong: { rule: WrongIgnore; message: string }[] = [];
  let rest = unanalyzed;
  for (const entry of excuses) {
    const { path, line, reason, until } = entry;
    if (until !== null && until < today) {
      wrong.push({ rule: "expired-ignore", message: `the config's entry for ${path} expired on ${until}` });
      continue;
    }
    const hit = rest.filter((item) => entry.matches(item.path) && (line === null || line === item.line));
    rest = rest.filter((item) => !hit.includes(item));
    suppressed.push(
      ...hit.map((item) => ({ rule: "unanalyzed", path: item.path, line: item.line ?? 1, reason, until })),
    );
    if (hit.length === 0 && judged.some((judgedPath) => entry.matches(judgedPath))) {
      wrong.push({
        rule: "unused-ignore",
        message: `the config's entry for ${path} has nothing to excuse any more: it can go`,
      });
    }
  }
  return { unanalyzed: rest, suppressed, wrong };
}
