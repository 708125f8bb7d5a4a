/** Which queries of the running release the change breaks: asked of the rehearsal, and told with its effects. */
import type { NotChecked } from "../live/not-checked.ts";
import type { BrokenQuery, QueryWatch } from "../live/query-watch.ts";
import type { RunningQuery } from "../live/running-query.ts";
import type { Target } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import type { KnownQueries } from "../production/live-queries.ts";
import type { Report } from "../report/report.ts";
import type { ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { type Changes, eachStatement } from "./changes.ts";
import type { ReadRelease } from "./release.ts";

type Outcome = BrokenQuery | NotChecked;

/** The queries of a run, and what its targets have shown of them. */
export class LiveQueryCheck {
  readonly #known: KnownQueries | null;
  readonly #live: readonly RunningQuery[];
  readonly #release: ReadRelease | null;
  readonly #outcomes = new Map<RunningQuery, Outcome>();
  /** All of them, where the target at hand is not rehearsed so that they could be asked. */
  #left: ReadonlyMap<RunningQuery, NotChecked> = new Map();

  /** `known`: null where no live queries were given; `release`: null where there is none to read. */
  constructor(known: KnownQueries | null, release: ReadRelease | null) {
    this.#known = known;
    this.#live = (known?.list ?? []).map((query) => ({ ...query, from: "production" }));
    this.#release = release;
  }

  /** What watches the rehearsal of a target; null: there is nothing to ask. */
  async watch(
    { target, grouping, judged }: Selection,
    scheduled: readonly ScheduledMigration[],
    isRehearsed: boolean,
  ): Promise<QueryWatch | null> {
    this.#left = new Map();
    if (judged.size === 0 || (this.#known === null && this.#release === null)) return null;
    if (!isRehearsed) return this.#leave("no rehearsal");
    if (grouping === "each" && judged.size > 1) return this.#leave("each on its own");
    const { QueryWatch, mayBreak } = await import("../live/query-watch.ts");
    const statements = scheduled.flatMap((one) => (one.judged ? one.script.statements : []));
    if (!mayBreak(statements)) return null;
    const released = this.#release === null ? [] : await queriesOf(this.#release, target);
    return new QueryWatch([...this.#live, ...released], statements);
  }

  /** The changes of a target with what its rehearsal has shown. */
  async tell(changes: Changes, watch: QueryWatch | null): Promise<Changes> {
    const { broken, notChecked } = watch?.result() ?? { broken: [], notChecked: this.#left };
    for (const [query, reason] of notChecked)
      if (!this.#outcomes.has(query)) this.#outcomes.set(query, reason);
    for (const one of broken) this.#outcomes.set(one.query.running, one);
    if (broken.length === 0 && notChecked.size === 0) return changes;
    const { withQueries, wordsIn } = await import("../live/usage.ts");
    const unchecked = this.#live.filter((query) => notChecked.has(query)).map(({ sql }) => wordsIn(sql));
    const known = { listed: this.#known !== null, unchecked };
    return eachStatement(changes, (one, { id }) => {
      const its = broken.filter((it) => it.migration === id && it.statement === one.statement.index);
      return { ...one, effects: withQueries(one.effects, its, known) };
    });
  }

  /** The texts of live queries of which nothing is known. */
  unchecked(): string[] {
    return this.#live.filter((query) => typeof this.#outcomes.get(query) === "string").map(({ sql }) => sql);
  }

  /** As the report has it; undefined: no live queries were given. */
  async report(): Promise<Report["liveQueries"]> {
    if (this.#known === null) return undefined;
    const { reportedQueries } = await import("./reported-queries.ts");
    return reportedQueries(this.#known, this.#live, this.#outcomes);
  }

  #leave(reason: NotChecked): null {
    this.#left = new Map(this.#live.map((query) => [query, reason]));
    return null;
  }
}

async function queriesOf(release: ReadRelease, target: Target): Promise<RunningQuery[]> {
  const { releaseQueries } = await import("../code/release.ts");
  return releaseQueries(await release(), target);
}
