import type { LockMode } from "../postgres/lock-mode.ts";
import { compare } from "./compare.ts";
import type { Observation } from "./observation.ts";
import { lockModes, look } from "./relations.ts";
import type { ServerSession } from "./server.ts";

// Advisory locks: held by the watched session as long as the statement runs, and by the watching one once it looks.
const RUNNING = 0x10c6a7e;
const LOOKING = 0x10c6a7f;

/** One transaction a look, so that the statement never waits for this session's snapshot (CONCURRENTLY does). */
function watching(pid: number): string {
  return `DO $watch$
    DECLARE seen text[] := '{}'; held text[];
    BEGIN
      PERFORM pg_catalog.pg_advisory_lock(${LOOKING});
      COMMIT;
      FOR i IN 1 .. 1000000 LOOP
        held := ARRAY(SELECT DISTINCT relation::int8 || ' ' || mode FROM pg_catalog.pg_locks
          WHERE locktype = 'relation' AND pid = ${pid} AND relation >= 16384);
        IF NOT held <@ seen THEN
          seen := ARRAY(SELECT DISTINCT unnest(seen || held));
        END IF;
        COMMIT;
        IF i % 20 = 0 THEN
          EXIT WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_locks
            WHERE locktype = 'advisory' AND pid = ${pid} AND objid = ${RUNNING});
        END IF;
      END LOOP;
      PERFORM pg_catalog.pg_advisory_unlock(${LOOKING});
      PERFORM pg_catalog.set_config('lockgate.seen', pg_catalog.array_to_json(seen)::text, false);
    END $watch$`;
}

/**
 * Runs a statement that PostgreSQL refuses in a transaction, and samples its locks from `watcher`, another session
 * on the same database, as fast as that session can look.
 */
export async function observeAlone(
  session: ServerSession,
  watcher: ServerSession,
  statement: string,
): Promise<Observation> {
  const before = await look(session);
  await session.query("SET client_min_messages = debug1");
  await session.query("SELECT pg_catalog.pg_advisory_lock($1)", [RUNNING]);
  const watched = watcher.exec(watching(session.pid));
  await lookedAt(session, watcher.pid);
  const executed = await session.exec(statement);
  await session.query("SELECT pg_catalog.pg_advisory_unlock($1)", [RUNNING]);
  await session.query("RESET client_min_messages");
  const { error } = await watched;
  if (error) throw new Error(`the locks could not be watched: ${error.message}`);
  const after = await look(session);
  const seen = await seenLocks(watcher);
  const sighted = compare(before, executed, { ...after, locks: seen }, { keys: [], counted: false });
  return { ...sighted, allowedInTransaction: false, sampled: true };
}

async function lookedAt(session: ServerSession, pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const [looking] = await session.query(
      "SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND pid = $1 AND objid = $2 AND granted",
      [pid, LOOKING],
    );
    if (looking) return;
    if (Date.now() > deadline)
      throw new Error("the locks could not be watched: the other session does not look");
  }
}

async function seenLocks(watcher: ServerSession): Promise<Map<number, LockMode[]>> {
  const [row] = await watcher.query<{ seen: string[] }>(
    "SELECT pg_catalog.current_setting('lockgate.seen')::json AS seen",
  );
  const locks = new Map<number, LockMode[]>();
  for (const entry of row?.seen ?? []) {
    const [oid, mode] = entry.split(" ");
    locks.set(Number(oid), [...(locks.get(Number(oid)) ?? []), ...lockModes([mode ?? ""])]);
  }
  return locks;
}
