import type { Live } from "./live.ts";
import { readPublications } from "./publications.ts";
import { readRole } from "./role.ts";
import { readSessions } from "./sessions.ts";
import { readSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { readTables } from "./tables.ts";

/**
 * Since when the server counts. From 15 on a database whose counters were never reset has no date for it; those of the
 * whole server began no later than its own.
 */
const COUNTED = `
SELECT extract(epoch FROM now() - coalesce(
         (SELECT stats_reset FROM pg_catalog.pg_stat_database WHERE datname = current_database()),
         least((SELECT stats_reset FROM pg_catalog.pg_stat_bgwriter),
               (SELECT stats_reset FROM pg_catalog.pg_stat_archiver))))::float8 AS seconds,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS date`;

/** A rate of a shorter time says nothing. */
const LEAST_SECONDS = 60;

export interface StatsOptions {
  /** Also what the planner knows of columns. Default: false. */
  readonly columns?: boolean;
  /** Since when counters are rates. */
  readonly leastSeconds?: number;
}

/** What catalogs and statistics say of tables, settings, roles and sessions: no text that anybody wrote. */
export async function readStats(
  live: Pick<Live, "major" | "query">,
  { columns = false, leastSeconds = LEAST_SECONDS }: StatsOptions = {},
): Promise<Snapshot> {
  const [counted] = await live.query<{ seconds: number | null; date: string }>(COUNTED);
  const seconds = counted?.seconds ?? null;
  return {
    schema: "lockgate/stats@2",
    postgres: live.major,
    ...(counted && { date: counted.date }),
    role: await readRole(live),
    settings: await readSettings(live),
    sessions: await readSessions(live),
    publications: await readPublications(live),
    tables: await readTables(live, {
      columns,
      seconds: seconds === null || seconds < leastSeconds ? null : seconds,
    }),
  };
}
