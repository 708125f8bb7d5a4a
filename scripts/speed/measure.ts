/** Does works on tables of a real server and measures the CPU time of the backend and the WAL that it wrote. */
import { readFileSync } from "node:fs";
import pg from "pg";
import { startServer } from "../../postgres-servers/servers.ts";
import { PROBE } from "../../src/production/speed.ts";
import type { Amounts } from "./features.ts";
import { REFERENCED, type Shape, tableSql, type Work } from "./shapes.ts";

export interface Run {
  readonly work: string;
  readonly shape: string;
  readonly rows: number;
  readonly amounts: Amounts;
  /** CPU seconds. */
  readonly seconds: number;
  readonly walBytes: number;
  readonly heapBytes: number;
  readonly toastBytes: number;
  /** Of the indexes that the work builds or keeps up. */
  readonly indexBytes: number;
}

const SETTINGS = {
  shared_buffers: "768MB",
  maintenance_work_mem: "64MB",
  max_wal_size: "8GB",
  checkpoint_timeout: "1h",
  full_page_writes: "on",
  wal_level: "replica",
  max_parallel_maintenance_workers: "0",
  max_parallel_workers_per_gather: "0",
};

export async function measure(
  major: 14 | 15 | 16 | 17 | 18,
  shapes: readonly Shape[],
  works: readonly Work[],
  onRun: (run: Run) => void = () => {},
): Promise<Run[]> {
  const server = await startServer(major, SETTINGS);
  const client = new pg.Client(server.url);
  try {
    await client.connect();
    for (const sql of [
      "CREATE COLLATION speed_libc (provider = libc, locale = 'en_US.UTF-8')",
      "CREATE TABLE referenced (id int PRIMARY KEY)",
      `INSERT INTO referenced SELECT generate_series(1, ${REFERENCED})`,
      "VACUUM ANALYZE referenced",
    ])
      await client.query(sql);
    const runs: Run[] = [];
    for (const shape of shapes) {
      for (const sql of tableSql(shape)) await client.query(sql);
      for (const work of works) {
        const run = await once(client, shape, work);
        onRun(run);
        runs.push(run);
      }
    }
    return runs;
  } finally {
    await client.end();
    await server.stop();
  }
}

/** CPU seconds of the probe of `lockgate stats --probe`: the best of three runs, as there. */
export async function measureProbe(major: 14 | 15 | 16 | 17 | 18): Promise<number> {
  const server = await startServer(major, SETTINGS);
  const client = new pg.Client(server.url);
  try {
    await client.connect();
    const [{ pid }] = (await client.query("SELECT pg_backend_pid() AS pid")).rows;
    const runs: number[] = [];
    for (let run = 0; run < 3; run++) {
      const from = cpuSeconds(pid);
      await client.query(PROBE);
      runs.push(cpuSeconds(pid) - from);
    }
    return Math.min(...runs);
  } finally {
    await client.end();
    await server.stop();
  }
}

/** What it does is taken back. */
async function once(
  client: pg.Client,
  shape: Shape,
  { name, before, sql, alone, amounts }: Work,
): Promise<Run> {
  for (const statement of before) await client.query(statement);
  await client.query("CHECKPOINT");
  const size = await sizeOf(client);
  const [start] = (await client.query("SELECT pg_backend_pid() AS pid, pg_current_wal_lsn()::text AS lsn"))
    .rows;
  if (!alone) await client.query("BEGIN");
  const from = cpuSeconds(start.pid);
  await client.query(sql);
  const seconds = cpuSeconds(start.pid) - from;
  const [wal] = (
    await client.query("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1)::float8 AS bytes", [
      start.lsn,
    ])
  ).rows;
  const after = await sizeOf(client);
  if (!alone) await client.query("ROLLBACK");
  const indexes = await client.query(
    "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 't'::regclass",
  );
  for (const { name: index } of indexes.rows) await client.query(`DROP INDEX ${index}`);
  if (sql.startsWith("UPDATE")) await client.query("VACUUM FULL t");
  const millions = shape.rows / 1e6;
  return {
    work: name,
    shape: shape.name,
    rows: shape.rows,
    amounts: amounts(millions, {
      heapGB: size.heap / 1e9,
      toastGB: size.toast / 1e9,
      storage: shape.storage ?? "EXTERNAL",
    }),
    seconds,
    walBytes: wal.bytes,
    heapBytes: size.heap,
    toastBytes: size.toast,
    indexBytes: Math.max(after.indexes, size.indexes),
  };
}

async function sizeOf(client: pg.Client): Promise<{ heap: number; toast: number; indexes: number }> {
  const [size] = (
    await client.query(`SELECT pg_relation_size('t')::float8 AS heap, pg_indexes_size('t')::float8 AS indexes,
      (SELECT pg_total_relation_size(reltoastrelid) FROM pg_class WHERE oid = 't'::regclass)::float8 AS toast`)
  ).rows;
  return size;
}

/** What the process has run so far, to the nanosecond (proc_pid_schedstat). */
function cpuSeconds(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e9;
}
