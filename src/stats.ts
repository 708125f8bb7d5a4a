/** What `lockgate stats` takes of a live database, and `check` reads of one: facts, and texts without literals. */
import type { Environment } from "./config/run.ts";
import { factorOf, readEarlierBuilds } from "./production/earlier-builds.ts";
import { type Live, readLive } from "./production/live.ts";
import { readObjects } from "./production/objects.ts";
import type { Snapshot } from "./production/snapshot.ts";
import { readSpeed } from "./production/speed.ts";
import { readStatements } from "./production/statements.ts";
import { readStats } from "./production/stats.ts";

export interface TakeOptions {
  /** What queries run, of pg_stat_statements. */
  readonly queries: boolean;
  /** What the planner knows of columns. */
  readonly columns: boolean;
  /** Also measure how fast the server is, by work of a second that touches no table. */
  readonly probe: boolean;
}

export interface Taken {
  readonly snapshot: Snapshot;
  /** What the role may not see or the server does not count, and what to do: whole sentences. */
  readonly said: readonly string[];
}

/** @throws {LiveFailure} and `DatabaseUrlError` */
export async function takeSnapshot(url: string, env: Environment, options: TakeOptions): Promise<Taken> {
  const said: string[] = [];
  const { loadParser } = await import("./sql/parse.ts");
  await loadParser();
  const read = await readLive(url, env, (live) => readAll(live, options, (sentence) => said.push(sentence)));
  const [{ liveQueriesOf }, { liveObjectsOf }] = await Promise.all([
    import("./cleaning/live-queries.ts"),
    import("./cleaning/live-objects.ts"),
  ]);
  const cleaned = read.objects === null ? null : liveObjectsOf(read.objects);
  const queries = read.statements === null ? null : liveQueriesOf(read.statements);
  if (queries !== null) said.push(...missing(queries));
  if (cleaned !== null && cleaned.unclean > 0)
    said.push(`${cleaned.unclean} objects are left out: they cannot be made without their literals.`);
  return {
    snapshot: {
      ...read.stats,
      ...(read.speed !== null && { speed: read.speed }),
      ...(cleaned !== null && { objects: cleaned.objects, uncleanObjects: cleaned.unclean }),
      ...(queries !== null && { queries }),
    },
    said,
  };
}

async function readAll(
  live: Live,
  { queries, columns, probe }: TakeOptions,
  say: (sentence: string) => void,
) {
  const stats = await readStats(live, { columns });
  if (stats.sessions?.longestTransactionSeconds === null)
    say("Open transactions of other roles are hidden: grant pg_read_all_stats.");
  if (columns) hiddenColumns(stats, say);
  return {
    stats,
    statements: queries ? await readStatements(live, say) : null,
    speed: await speedOf(live, probe, stats),
    // The last: it waits less long for locks.
    objects: await readObjects(live, say),
  };
}

/** What indexes took that were built before tells best of what comes. */
async function speedOf(live: Live, probe: boolean, { tables }: Snapshot) {
  const { builtIndex } = await import("./cleaning/built-index.ts");
  const earlier = await readEarlierBuilds(live, builtIndex);
  const cpu = earlier === null ? null : factorOf(earlier, tables, builtIndex);
  const speed = await readSpeed(live, probe && cpu === null);
  if (cpu === null) return speed;
  return { readMBs: null, walMBs: null, ...speed, cpu, from: "earlier DDL" as const };
}

function hiddenColumns({ tables }: Snapshot, say: (sentence: string) => void): void {
  const without = tables.filter(({ rows, columns }) => rows > 0 && columns?.length === 0);
  if (without.length === 0) return;
  say(
    `${without.length} tables with rows have no statistics of columns: run ANALYZE, or grant SELECT on them (pg_read_all_data).`,
  );
}

function missing({ hidden, left, unclean = 0 }: NonNullable<Snapshot["queries"]>): string[] {
  return [
    ...(hidden > 0 ? [`${hidden} queries of other roles are hidden: grant pg_read_all_stats.`] : []),
    ...(left > 0
      ? [
          `The server threw away ${left} entries of pg_stat_statements: rare queries may be missing. Raise pg_stat_statements.max.`,
        ]
      : []),
    ...(unclean > 0 ? [`${unclean} queries are left out: they cannot be cleaned of literals.`] : []),
  ];
}
