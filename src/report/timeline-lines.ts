import { waitingFor } from "./effect-words.ts";
import type { ReportedMigration } from "./report.ts";
import { type Held, type Timeline, timelinesOf, workOf } from "./timeline.ts";
import { visible } from "./visible.ts";
import { shorten } from "./width.ts";

/** Characters that stand for a transaction from its first such lock to its commit. */
const WIDTH = 12;
/** More locks than that are counted. */
const MOST = 6;

export interface DrawnTimeline {
  /** "locks held until commit, from line 3". */
  readonly title: string;
  /** A bar a lock, and one of the slow work meanwhile. */
  readonly lines: readonly string[];
  /** Whether something slow runs meanwhile. */
  readonly works: boolean;
}

/** For each transaction of a migration whose locks on existing tables outlive their statements, what is locked when. */
export function drawnTimelines(migration: ReportedMigration, columns: number): DrawnTimeline[] {
  const until =
    migration.transaction === "all-pending" ? "until all pending migrations commit" : "until commit";
  return timelinesOf(migration).map((timeline) => {
    const work = workOf(timeline);
    return {
      title: `locks held ${until}, from line ${timeline.steps[0]?.line}`,
      lines: linesOf(timeline, work).map((line) => shorten(visible(line), columns)),
      works: work.length > 0,
    };
  });
}

function linesOf(timeline: Timeline, work: ReturnType<typeof workOf>): string[] {
  const { held } = timeline;
  const shown = held.slice(0, MOST);
  const marks = new Set(work.map(({ step }) => place(timeline, step)));
  const told = work.slice(0, 3).map(({ step, doing }) => `${step.line} ${doing.verb} ${doing.object}`);
  const more = work.length > told.length ? [`${work.length - told.length} more`] : [];
  return [
    ...shown.map((lock) => `${bar((at) => (at < place(timeline, lock.from) ? "·" : "━"))}  ${words(lock)}`),
    ...(held.length > shown.length
      ? [`${" ".repeat(WIDTH)}  and ${held.length - shown.length} more locks`]
      : []),
    ...(work.length === 0
      ? []
      : [`${bar((at) => (marks.has(at) ? "▲" : "·"))}  meanwhile: line ${[...told, ...more].join(", ")}`]),
  ];
}

/** Column of a statement in the bar: its share of the statements, which follow each other; durations are not known. */
function place({ steps }: Timeline, step: Held["from"]): number {
  return Math.floor(((step.index - (steps[0]?.index ?? 0)) / steps.length) * WIDTH);
}

function bar(character: (at: number) => string): string {
  return Array.from({ length: WIDTH }, (_, at) => character(at)).join("");
}

function words({ mode, relations, from }: Held): string {
  const names = relations.slice(0, 3).join(", ");
  const rest = relations.length > 3 ? ` and ${relations.length - 3} more` : "";
  return `${names}${rest}: ${mode} from line ${from.line}, no ${waitingFor(mode).join(", no ")}`;
}
