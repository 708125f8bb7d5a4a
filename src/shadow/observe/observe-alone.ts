import type { Observation, ObservedLock } from "../../effects/observation.ts";
import type { LockMode } from "../../postgres/lock-mode.ts";
import type { ServerSession } from "../engines/server.ts";
import { compare } from "./compare.ts";
import { type Bystanders, type HoldUp, holdUp } from "./hold-up.ts";
import { look } from "./look.ts";
import { lockModes } from "./look-locks.ts";

// Advisory locks: held by the watched session as long as the statement runs, and by the watching one once it looks.
const RUNNING = 0x10c6a7e;
const LOOKING = 0x10c6a7f;

/** One transaction a look, so that the statement never waits for this session's snapshot (CONCURRENTLY does). */
function watching(pid: number): string {
  const own = `l.pid ${EQ} ${pid}::pg_catalog.int4`;
  return `DO $watch$
    DECLARE seen pg_catalog.text[] := '{}'; held pg_catalog.text[];
    BEGIN
      PERFORM pg_catalog.pg_advisory_lock(${LOOKING});
      COMMIT;
      FOR i IN 1 .. 1000000 LOOP
        held := ARRAY(SELECT DISTINCT pg_catalog.concat(l.relation::pg_catalog.int8, ' ', l.mode)
          FROM pg_catalog.pg_lock_status() l WHERE l.locktype ${EQ} 'relation'::pg_catalog.text AND ${own}
            AND l.relation OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid);
        IF NOT held OPERATOR(pg_catalog.<@) seen THEN
          seen := ARRAY(SELECT DISTINCT pg_catalog.unnest(seen OPERATOR(pg_catalog.||) held));
        END IF;
        COMMIT;
        IF pg_catalog.mod(i, 20) OPERATOR(pg_catalog.=) 0 THEN
          EXIT WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_lock_status() l
            WHERE l.locktype ${EQ} 'advisory'::pg_catalog.text AND ${own} AND l.objid ${EQ} ${RUNNING}::pg_catalog.oid);
        END IF;
      END LOOP;
      PERFORM pg_catalog.pg_advisory_unlock(${LOOKING});
      PERFORM pg_catalog.set_config('lockgate.seen', pg_catalog.array_to_json(seen)::pg_catalog.text, false);
    END $watch$`;
}

// As in relations.ts: operators that a migration makes are not found.
const EQ = "OPERATOR(pg_catalog.=)";

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
  const restore = await settingsAlone(session);
  await session.query("SELECT pg_catalog.pg_advisory_lock($1)", [RUNNING]);
  const watched = watcher.exec(watching(session.pid));
  await lookedAt(session, watcher.pid);
  const executed = await session.exec(statement);
  await session.query("SELECT pg_catalog.pg_advisory_unlock($1)", [RUNNING]);
  await restore();
  const { error } = await watched;
  if (error) throw new Error(`the locks could not be watched: ${error.message}`);
  const after = await look(session);
  const seen = await seenLocks(watcher);
  const sighted = compare(before, executed, { ...after, locks: seen }, { keys: [], counted: false });
  return { ...sighted, allowedInTransaction: false, sampled: true };
}

/**
 * Watches a statement as `observeAlone` does, while others make it wait with the locks that it has: on a shadow's empty
 * tables it would hold them too briefly to be seen.
 */
export async function observeHeldUp(
  session: ServerSession,
  watcher: ServerSession,
  statement: string,
  hold: { readonly bystanders: Bystanders; readonly how: HoldUp },
): Promise<Observation> {
  const release = await holdUp(hold.bystanders, session.pid, hold.how);
  let observation: Observation | null = null;
  let waitedWith: ObservedLock[] = [];
  try {
    observation = await observeAlone(session, watcher, statement);
  } finally {
    waitedWith = await release();
  }
  const locks = new Map([...observation.locks, ...waitedWith].map((lock) => [JSON.stringify(lock), lock]));
  return { ...observation, locks: [...locks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lock]) => lock) };
}

/** PostgreSQL tells its work, and does not give up on those who watch it. The returned function takes both back. */
async function settingsAlone(session: ServerSession): Promise<() => Promise<unknown>> {
  const [was] = await session.query<{ messages: string; timeout: string }>(
    `SELECT pg_catalog.current_setting('client_min_messages') AS messages,
       pg_catalog.current_setting('lock_timeout') AS timeout`,
  );
  const set = (messages = "notice", timeout = "0") =>
    session.query(
      `SELECT pg_catalog.set_config('client_min_messages', $1, false), pg_catalog.set_config('lock_timeout', $2, false)`,
      [messages, timeout],
    );
  await set("debug1");
  return () => set(was?.messages, was?.timeout);
}

async function lookedAt(session: ServerSession, pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const [looking] = await session.query(
      `SELECT FROM pg_catalog.pg_lock_status() l WHERE l.locktype ${EQ} 'advisory'::pg_catalog.text
         AND l.pid ${EQ} $1::pg_catalog.int4 AND l.objid ${EQ} $2::pg_catalog.oid AND l.granted`,
      [pid, LOOKING],
    );
    if (looking) return;
    if (Date.now() > deadline)
      throw new Error("the locks could not be watched: the other session does not look");
  }
}

async function seenLocks(watcher: ServerSession): Promise<Map<number, LockMode[]>> {
  const [row] = await watcher.query<{ seen: string[] }>(
    "SELECT pg_catalog.current_setting('lockgate.seen')::pg_catalog.json AS seen",
  );
  const locks = new Map<number, LockMode[]>();
  for (const entry of row?.seen ?? []) {
    const [oid, mode] = entry.split(" ");
    locks.set(Number(oid), [...(locks.get(Number(oid)) ?? []), ...lockModes([mode ?? ""])]);
  }
  return locks;
}
