import { locksOf, waitingFor } from "./effect-words.ts";
import type { ReportedMigration, ReportedStatement } from "./report.ts";
import { timelinesOf } from "./timeline.ts";

/** What earlier statements of the transaction still keep from others while a statement runs. */
export interface StillHeld {
  /** The first line that took such a lock. */
  readonly line: number;
  readonly waiting: ReturnType<typeof waitingFor>;
  /** Without those on which the statement's own lock keeps off as much. */
  readonly relations: readonly string[];
}

/** Tells it of each statement of a migration; null where its own locks are all. Of several strengths the strongest counts. */
export function stillHeld(migration: ReportedMigration): (statement: ReportedStatement) => StillHeld | null {
  const timelines = timelinesOf(migration);
  return (statement) => {
    const own = locksOf(statement);
    const isCovered = (relation: string, most: number) =>
      own.some(({ mode, relations }) => relations.includes(relation) && waitingFor(mode).length >= most);
    const held = timelines
      .filter(({ steps }) => steps.includes(statement))
      .flatMap((timeline) => timeline.held)
      .filter(({ from }) => from.index < statement.index);
    const most = Math.max(0, ...held.map(({ mode }) => waitingFor(mode).length));
    const strongest = held.filter(({ mode }) => waitingFor(mode).length === most);
    const left = strongest.filter(({ relations }) => relations.some((name) => !isCovered(name, most)));
    const [first] = left;
    if (first === undefined) return null;
    const relations = left.flatMap((lock) => lock.relations).filter((name) => !isCovered(name, most));
    return { line: first.from.line, waiting: waitingFor(first.mode), relations: [...new Set(relations)] };
  };
}
