/** Findings that were there when a repository adopted lockgate: known, and no longer told. */
import * as v from "valibot";
import { UsageError } from "../migrations/failure.ts";
import type { Finding, Suppressed } from "./finding.ts";
import { isLost } from "./weight.ts";

const Entry = v.strictObject({
  path: v.string(),
  rule: v.string(),
  fingerprint: v.string(),
  message: v.string(),
  /** Needed where data is destroyed: null does not hold there. */
  reason: v.nullable(v.string()),
});

const Baseline = v.strictObject({ schema: v.literal("lockgate/baseline@1"), findings: v.array(Entry) });

export type BaselineEntry = Readonly<v.InferOutput<typeof Entry>>;

/**
 * The entries of a baseline file.
 *
 * @throws {UsageError} when it is none; `path` is for the message.
 */
export function parseBaseline(text: string, path: string): readonly BaselineEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not valid JSON`, "write it again with --update-baseline");
  }
  const parsed = v.safeParse(Baseline, json);
  if (parsed.success) return parsed.output.findings;
  // valibot's own message repeats what stands there.
  const [{ path: at = [], expected }] = parsed.issues;
  const where = at
    .map(({ key }) => String(key))
    .join(".")
    .slice(0, 60);
  throw new UsageError(`${path} is not a baseline file: ${where || "it"} is not ${expected ?? "valid"}`);
}

export interface BaselineResult {
  /** Those that are new, or destroy data without a reason in the baseline. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** Entries of judged files that no finding answers to any more. */
  readonly stale: readonly BaselineEntry[];
}

/** Takes the findings out that the baseline knows. `judged`: the paths that were judged in this run. */
export function holdAgainst(
  findings: readonly Finding[],
  baseline: readonly BaselineEntry[],
  judged: ReadonlySet<string>,
): BaselineResult {
  const known = new Map(baseline.map((entry) => [entry.fingerprint, entry]));
  const seen = new Set(findings.map(({ fingerprint }) => fingerprint));
  const suppressed: Suppressed[] = [];
  const rest = findings.filter((finding) => {
    const entry = known.get(finding.fingerprint);
    if (entry === undefined || finding.path === null || (isDestructive(finding) && !hasReason(entry)))
      return true;
    const reason = hasReason(entry) ? (entry.reason ?? "") : "in the baseline";
    suppressed.push({ rule: finding.rule, path: finding.path, line: finding.line ?? 1, reason, until: null });
    return false;
  });
  const stale = baseline.filter(({ path, fingerprint }) => judged.has(path) && !seen.has(fingerprint));
  return { findings: rest, suppressed, stale };
}

/** The text of a new baseline: what is found now, and what stands in the old one of files that were not judged. */
export function renderBaseline(
  findings: readonly Finding[],
  old: readonly BaselineEntry[],
  judged: ReadonlySet<string>,
): string {
  const reasons = new Map(old.map(({ fingerprint, reason }) => [fingerprint, reason]));
  const now = findings.flatMap(({ path, rule, fingerprint, message, level }): BaselineEntry[] =>
    path === null || level === "note"
      ? []
      : [{ path, rule, fingerprint, message, reason: reasons.get(fingerprint) ?? null }],
  );
  const kept = old.filter(({ path }) => !judged.has(path));
  const entries = [...kept, ...now].sort(
    (a, b) => compare(a.path, b.path) || compare(a.fingerprint, b.fingerprint),
  );
  return `${JSON.stringify({ schema: "lockgate/baseline@1", findings: entries }, null, 2)}\n`;
}

function isDestructive({ because }: Finding): boolean {
  return because !== null && isLost(because);
}

function hasReason({ reason }: BaselineEntry): boolean {
  return reason !== null && reason.trim() !== "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
