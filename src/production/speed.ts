import { attempt } from "./attempt.ts";
import type { Live } from "./live.ts";
import type { Snapshot } from "./snapshot.ts";
import { SPEED } from "./work-speed.ts";

type Speed = NonNullable<Snapshot["speed"]>;

/** Sorts two hundred thousand texts of its own making: it reads no table. */
export const PROBE = `
EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON, FORMAT JSON)
SELECT pg_catalog.md5(n::text) AS text FROM pg_catalog.generate_series(1, 200000) n ORDER BY 1`;

/** Bytes and seconds of reading files and of writing WAL, where the server measures both. */
function transferQuery(major: number): string | null {
  if (major >= 18)
    return `
SELECT sum(read_bytes) FILTER (WHERE object = 'relation')::float8 AS read,
       sum(read_time) FILTER (WHERE object = 'relation')::float8 / 1000 AS "readSeconds",
       sum(write_bytes) FILTER (WHERE object = 'wal')::float8 AS wal,
       sum(coalesce(write_time, 0) + coalesce(fsync_time, 0)) FILTER (WHERE object = 'wal')::float8 / 1000 AS "walSeconds"
FROM pg_catalog.pg_stat_io WHERE object = 'wal' OR backend_type = 'client backend'`;
  const wal = `(SELECT wal_bytes::float8 FROM pg_catalog.pg_stat_wal) AS wal,
       (SELECT (wal_write_time + wal_sync_time)::float8 / 1000 FROM pg_catalog.pg_stat_wal) AS "walSeconds"`;
  if (major >= 16)
    return `
SELECT sum(reads * op_bytes)::float8 AS read, sum(read_time)::float8 / 1000 AS "readSeconds", ${wal}
FROM pg_catalog.pg_stat_io WHERE object = 'relation' AND backend_type = 'client backend'`;
  return `
SELECT blks_read::float8 * current_setting('block_size')::float8 AS read, blk_read_time::float8 / 1000 AS "readSeconds", ${wal}
FROM pg_catalog.pg_stat_database WHERE datname = current_database()`;
}

interface Transfer {
  readonly read: number | null;
  readonly readSeconds: number | null;
  readonly wal: number | null;
  readonly walSeconds: number | null;
}

/** How fast the server is: what it counted of reading and writing, and with `probe` what sorting takes there. */
export async function readSpeed(live: Pick<Live, "major" | "query">, probe: boolean): Promise<Speed | null> {
  const query = transferQuery(live.major);
  const transfer =
    query === null
      ? null
      : await attempt(
          live,
          () => live.query<Transfer>(query),
          () => {},
        );
  const [{ read = null, readSeconds = null, wal = null, walSeconds = null } = {}] = transfer ?? [];
  const [readMBs, walMBs] = [rate(read, readSeconds), rate(wal, walSeconds)];
  const seconds = probe ? await probeSeconds(live) : null;
  if (seconds === null && readMBs === null && walMBs === null) return null;
  return {
    cpu: seconds === null ? null : Number((seconds / SPEED.probeSeconds).toPrecision(2)),
    readMBs,
    walMBs,
    from: seconds === null ? "statistics" : "probe",
  };
}

/** Less is too little to tell by. */
const LEAST_SECONDS = 1;

/** In MB a second; the server counts the time only with track_io_timing and track_wal_io_timing. */
function rate(bytes: number | null, seconds: number | null): number | null {
  if (bytes === null || seconds === null || seconds < LEAST_SECONDS) return null;
  return Number((bytes / 1e6 / seconds).toPrecision(2));
}

/** The best of three: what disturbs a run makes it slower, never quicker. */
async function probeSeconds(live: Pick<Live, "query">): Promise<number | null> {
  const runs: number[] = [];
  for (let run = 0; run < 3; run++) {
    const [row] = await live.query<{ "QUERY PLAN": [{ "Execution Time": number }] }>(PROBE);
    const time = row?.["QUERY PLAN"][0]["Execution Time"];
    if (time !== undefined) runs.push(time / 1000);
  }
  return runs.length === 0 ? null : Math.min(...runs);
}
