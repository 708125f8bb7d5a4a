import type { ObservedLock, RelationKind } from "../../effects/observation.ts";
import type { LockMode } from "../../postgres/lock-mode.ts";
import type { ServerSession } from "../engines/server.ts";
import { lockModes } from "./look-locks.ts";

/**
 * Makes a statement that runs alone wait wherever it can, so that none of its locks is too short to be seen.
 * `readers`: it waits for readers of all tables and indexes, again and again (two sessions take turns).
 * `owners`: each table is locked ACCESS EXCLUSIVE, each index SHARE UPDATE EXCLUSIVE, until the statement has asked
 * for it. `vacuums`: each table is locked SHARE UPDATE EXCLUSIVE, for which a weaker lock that comes first does not wait.
 * `catalog`: it waits before each time that it writes to pg_class, with the locks it has by then (one catalog only: two
 * would make deadlocks).
 */
export type HoldUp = "readers" | "owners" | "vacuums" | "catalog";

/** Other sessions on the same database, and one that looks on. */
export interface Bystanders {
  readonly onlooker: ServerSession;
  readonly others: readonly ServerSession[];
}

const RELATIONS = `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, c.oid::int8 AS oid, c.relkind AS kind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm', 'i', 'I') AND n.nspname <> 'pg_toast' ORDER BY 1`;

// What the session has and wants at one moment; catalogs, TOAST and what it has not committed yet are left out.
const LOCKS = `SELECT l.relation::int8 AS oid, l.mode, l.granted, 
    n.nspname || '.' || regexp_replace(c.relname, '_cc(new|old)\\d*$', '') AS relation, c.relkind AS kind
  FROM pg_locks l LEFT JOIN pg_class c ON l.relation >= 16384 AND c.oid = l.relation
    AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'i', 'I', 'S')
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'pg_toast'
  WHERE l.pid = $1 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR l.pid = $1 AND NOT l.granted`;

// LOCK TABLE takes tables only: a comment takes SHARE UPDATE EXCLUSIVE.
const OWN: Readonly<Partial<Record<RelationKind, string>>> = {
  i: "COMMENT ON INDEX",
  I: "COMMENT ON INDEX",
  m: "COMMENT ON MATERIALIZED VIEW",
};

interface HeldRelation {
  readonly name: string;
  readonly oid: string;
  readonly kind: RelationKind;
}

interface LockRow {
  readonly oid: string | null;
  readonly mode: string;
  readonly granted: boolean;
  readonly relation: string | null;
  readonly kind: RelationKind | null;
}

/**
 * Starts to hold up the session `pid`. The returned function is told when its statement has ended, and tells the locks
 * that it had or wanted at the moments when it waited.
 */
export async function holdUp(
  { onlooker, others }: Bystanders,
  pid: number,
  how: HoldUp,
): Promise<() => Promise<ObservedLock[]>> {
  const relations = await onlooker.query<HeldRelation>(RELATIONS);
  const tables = relations.filter(({ kind }) => kind !== "i" && kind !== "I");
  let running = true;
  const seen: ObservedLock[] = [];
  const step =
    how === "owners"
      ? await lockEach(relations, "ACCESS EXCLUSIVE")
      : how === "vacuums"
        ? await lockEach(tables, "SHARE UPDATE EXCLUSIVE")
        : await takeTurns(how === "readers" ? read : lockCatalog);
  const going = step();
  return async () => {
    running = false;
    await going;
    for (const session of others) await session.query("ROLLBACK");
    return seen;
  };

  /** Oid of the relation that the statement waits for, 0 when it waits for a transaction, null when it has ended. */
  async function waitsFor(): Promise<number | null> {
    while (running) {
      const locks = await onlooker.query<LockRow>(LOCKS, [pid]);
      const wait = locks.find(({ granted }) => !granted);
      if (wait) {
        for (const { relation, kind, mode } of locks)
          if (relation && kind)
            for (const each of lockModes([mode])) seen.push({ relation, kind, mode: each });
        return Number(wait.oid ?? 0);
      }
      await pause(1);
    }
    return null;
  }

  async function takeTurns(hold: (session: ServerSession) => Promise<void>): Promise<() => Promise<void>> {
    const [first, second] = others;
    if (!first || !second) throw new Error("two sessions are needed to take turns");
    let [current, next] = [first, second];
    await hold(current);
    return async () => {
      while ((await waitsFor()) !== null) {
        let holds = false;
        const held = hold(next).then(() => {
          holds = true;
        });
        while (!holds && !(await isQueued(next.pid))) await pause(1);
        await current.query("ROLLBACK");
        await held;
        [current, next] = [next, current];
      }
    };
  }

  async function isQueued(other: number): Promise<boolean> {
    const waits = await onlooker.query("SELECT FROM pg_locks WHERE pid = $1 AND NOT granted", [other]);
    return waits.length > 0;
  }

  /** A snapshot and ACCESS SHARE on the tables and their indexes. One that is being dropped is left out. */
  async function read(session: ServerSession): Promise<void> {
    await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await session.query("SET LOCAL lock_timeout = '20ms'");
    for (const { name } of tables) {
      await session.query("SAVEPOINT s");
      const { error } = await session.exec(`SELECT FROM ${name} LIMIT 0`);
      if (error) await session.query("ROLLBACK TO s");
    }
  }

  /** Waits until the statement has committed what it wrote. */
  async function lockCatalog(session: ServerSession): Promise<void> {
    await session.query("BEGIN");
    await session.query("LOCK TABLE pg_catalog.pg_class IN SHARE MODE");
  }

  async function lockEach(each: readonly HeldRelation[], mode: LockMode): Promise<() => Promise<void>> {
    const holders = new Map<number, ServerSession>();
    for (const [index, { name, oid, kind }] of each.entries()) {
      const session = others[index];
      if (!session) throw new Error(`a witness has more than ${others.length} relations`);
      await session.query("BEGIN");
      const comment = OWN[kind];
      await session.query(comment ? `${comment} ${name} IS ''` : `LOCK TABLE ONLY ${name} IN ${mode} MODE`);
      holders.set(Number(oid), session);
    }
    return async () => {
      for (let oid = await waitsFor(); oid !== null; oid = await waitsFor()) {
        const holder = holders.get(oid);
        for (const session of holder ? [holder] : holders.values()) await session.query("ROLLBACK");
        await pause(1);
      }
    };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
