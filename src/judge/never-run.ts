import type { NeverRun, WhyNeverRun } from "../migrations/selection.ts";
import type { OrderWords, Tool } from "../migrations/tools/tool.ts";
import type { Unmarked } from "./fingerprint.ts";
import { runFinding } from "./run-finding.ts";
import type { RulesInForce } from "./run-rule.ts";

/** What is said of a new migration, and what helps. */
interface Words {
  readonly message: string;
  readonly advice: string;
  /** The tool stops loudly, and only at a migration that is not written yet. */
  readonly isMild?: true;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * A finding for each new migration that its tool never runs.
 *
 * @param today YYYY-MM-DD, UTC: a time of the day after is some time zone's, not the future
 */
export function neverRunFindings(
  facts: readonly NeverRun[],
  today: string,
  inForce: RulesInForce,
): Unmarked[] {
  const now = Date.parse(today) + 2 * DAY;
  return facts.flatMap((fact): Unmarked[] => {
    const { id, path, why } = fact;
    if (why.kind === "ahead" && !isTooFarAhead(why, now)) return [];
    const { isMild, ...words } = wordsFor(fact);
    const level = isMild === true ? "warning" : undefined;
    const place = { migration: id, path, line: 1, text: why.kind };
    return runFinding({ rule: "is-never-run", level, ...words, ...place }, inForce);
  });
}

/** Where a merged one lies in the future, whatever comes next has to lie there, too: right behind it. */
function isTooFarAhead({ time, merged }: Of<"ahead">, now: number): boolean {
  return time >= now && (merged === null || merged < now || time > merged + DAY);
}

function wordsFor({ id, tool, why }: NeverRun): Words {
  switch (why.kind) {
    case "not listed":
      return {
        message: `is not in ${why.index}: ${tool.name} never runs it`,
        advice: why.next,
      };
    case "name":
      return {
        message: `is never run: ${tool.name} passes over a file that is not ${why.form}`,
        advice: `rename it to ${why.form}`,
      };
    case "early":
      return early(id ?? "", tool, why);
    case "ahead":
      return ahead(id ?? "", tool, why);
  }
}

type Of<Kind extends WhyNeverRun["kind"]> = Extract<WhyNeverRun, { readonly kind: Kind }>;

function early(id: string, { name, orderWords }: Tool, { after, runner }: Of<"early">): Words {
  const words = { ...USUAL, ...orderWords };
  const does = runner === "skipped" ? `${name} never runs ${id}` : `${name} stops at ${id}`;
  return {
    message: `${words.early(after.id)}, which is merged: where that is applied, ${does}`,
    advice: words.renumber(after.version),
  };
}

const USUAL: OrderWords = {
  early: (before) => `sorts before ${before}`,
  renumber: (version) => `give it a version above ${version}`,
  ahead: "has a version in the future",
  renumberToNow: "rename it so that it carries the current time",
};

function ahead(id: string, { name, orderWords }: Tool, { time, runner }: Of<"ahead">): Words {
  const words = { ...USUAL, ...orderWords };
  const until = new Date(time).toISOString().slice(0, 10);
  const does = runner === "skipped" ? "never runs" : "stops at";
  return {
    message: `${words.ahead} (${until}): once ${id} is applied, ${name} ${does} a migration that is made before that day`,
    advice: words.renumberToNow,
    ...(runner === "refused" ? { isMild: true } : {}),
  };
}
