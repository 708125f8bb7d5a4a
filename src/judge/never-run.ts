import type { NeverRun, WhyNeverRun } from "../migrations/compare-with-base/never-run.ts";
import type { ToolId } from "../migrations/migration.ts";
import type { Unmarked } from "./fingerprint.ts";
import { type RulesInForce, runLevel } from "./run-rule.ts";

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
    if (why.kind === "ahead" && why.time < now) return [];
    const { message, advice, isMild } = wordsFor(fact);
    const level = runLevel("is-never-run", path, inForce, isMild === true ? "warning" : undefined);
    if (level === "off") return [];
    return [
      {
        rule: "is-never-run",
        level,
        migration: id,
        path,
        statement: null,
        line: 1,
        endLine: 1,
        message,
        because: null,
        remedy: { summary: advice, sql: "" },
        also: [],
        text: why.kind,
      },
    ];
  });
}

function wordsFor({ id, tool, why }: NeverRun): Words {
  switch (why.kind) {
    case "not listed":
      return {
        message: `is not in ${why.index}: ${tool} never runs it`,
        advice: "let drizzle-kit generate write it (--custom for SQL of your own): that adds the entry",
      };
    case "name":
      return {
        message: `is never run: ${nameOf(tool)} passes over a file that is not ${why.form}`,
        advice: `rename it to ${why.form}`,
      };
    case "early":
      return early(id ?? "", tool, why);
    case "ahead":
      return ahead(id ?? "", tool, why);
  }
}

type Of<Kind extends WhyNeverRun["kind"]> = Extract<WhyNeverRun, { readonly kind: Kind }>;

function early(id: string, tool: ToolId, { after, runner }: Of<"early">): Words {
  const where = tool === "drizzle" ? `has no later "when" than ${after.id}` : `sorts before ${after.id}`;
  const does = runner === "skipped" ? `${nameOf(tool)} never runs ${id}` : `${nameOf(tool)} stops at ${id}`;
  return {
    message: `${where}, which is merged: where that is applied, ${does}`,
    advice: (RENUMBER[tool] ?? RENAME)(after.version, after.id),
  };
}

type Advice = (version: string, id: string) => string;

const RENAME: Advice = (version) => `give it a version above ${version}`;

const RENUMBER: { readonly [T in ToolId]?: Advice } = {
  drizzle: (version) =>
    `drop it and run drizzle-kit generate on the merged journal, or set its "when" above ${version}`,
  "golang-migrate": (version) => `rename both of its files to a version above ${version}`,
  goose: (version) => `rename it to a version above ${version}, or run goose up --allow-missing`,
  supabase: (version) => `rename it to a time after ${version}, or run supabase db push --include-all`,
  flyway: (version) => `rename it to a version above ${version}, or set outOfOrder in Flyway's config`,
};

function ahead(id: string, tool: ToolId, { time, runner }: Of<"ahead">): Words {
  const until = new Date(time).toISOString().slice(0, 10);
  const what = tool === "drizzle" ? `has a "when" in the future` : "has a version in the future";
  const does = runner === "skipped" ? "never runs" : "stops at";
  return {
    message: `${what} (${until}): once ${id} is applied, ${nameOf(tool)} ${does} a migration that is made before that day`,
    advice:
      tool === "drizzle"
        ? `set its "when" to the current time`
        : "rename it so that it carries the current time",
    ...(runner === "refused" ? { isMild: true } : {}),
  };
}

const NAMES: { readonly [T in ToolId]?: string } = {
  prisma: "Prisma",
  flyway: "Flyway",
  supabase: "the Supabase CLI",
};

function nameOf(tool: ToolId): string {
  return NAMES[tool] ?? tool;
}
