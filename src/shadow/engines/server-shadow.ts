import type { Observation } from "../../effects/observation.ts";
import { observeHeldUp } from "../observe/observe-alone.ts";
import { connect, reasonOf, type ServerSession } from "./server.ts";
import { giveBack, otherDatabases, type Rights, rightsOf, takeDatabase } from "./server-database.ts";
import { type Live, refuseLive } from "./server-identity.ts";
import {
  collectLeftovers,
  createDatabase,
  dropDatabase,
  dropRoles,
  holdName,
  takeName,
} from "./server-leftovers.ts";
import { restoreSettings, settingsOf } from "./server-settings.ts";
import { type Limits, type Shadow, ShadowLost, ShadowUnavailable } from "./shadow.ts";

export interface ServerOptions {
  readonly url: string;
  readonly live: Live;
  readonly limits: Limits;
  /** Names of roles that may be created on it: none of anybody else is dropped afterwards. */
  readonly roles: readonly string[];
  /** The server was started for this rehearsal and is thrown away with it. */
  readonly throwaway: boolean;
}

/**
 * Opens a shadow on the server at `url`: in a database of its own that is dropped in the end when the role may create
 * one, else in the one that is given, when it is empty. Throws ShadowUnavailable.
 */
export async function serverShadow(options: ServerOptions): Promise<Shadow> {
  const { url } = options;
  let keeper: ServerSession;
  try {
    keeper = await connect(url);
  } catch (error) {
    throw new ShadowUnavailable(`the shadow's server cannot be reached: ${reasonOf(error, url)}`);
  }
  try {
    return await onServer(keeper, options);
  } catch (error) {
    await keeper.end();
    if (error instanceof ShadowUnavailable) throw error;
    throw new ShadowUnavailable(`the server cannot be used as a shadow: ${reasonOf(error, url)}`);
  }
}

async function onServer(
  keeper: ServerSession,
  { url, live, limits, roles, throwaway }: ServerOptions,
): Promise<Shadow> {
  await refuseLive(keeper, live);
  const rights = await rightsOf(keeper);
  const shared = throwaway ? [] : await otherDatabases(keeper);
  const ownRoles = throwaway || (rights.superuser && shared.length === 0);
  if (!throwaway && rights.createsDatabases) await collectLeftovers(keeper, ownRoles);
  const settingsBefore = await settingsOf(keeper, ownRoles);
  const known = new Set(ownRoles ? await rolesOf(keeper) : []);
  const newRoles = ownRoles ? roles.filter((role) => !known.has(role)) : [];
  const name = rights.createsDatabases ? await takeName(keeper) : null;

  const at = name === null ? url : withDatabase(url, name);
  const opened: ServerSession[] = [];
  const cleanUp = once(async () => {
    // A migration can have ended every session; and where all places are taken, no new one is let in.
    const cleaner = (await answers(keeper)) ? keeper : await connect(url);
    const attempts = [
      ...opened.map((session) => () => endSession(cleaner, session)),
      () => (name === null ? giveBack(cleaner) : dropDatabase(cleaner, name)),
      () => dropRoles(cleaner, newRoles),
      () => restoreSettings(cleaner, settingsBefore, ownRoles),
    ];
    // What one of them leaves behind is no reason for the next to leave more; the next run collects databases.
    for (const attempt of attempts) await attempt().catch(() => {});
    await cleaner.end();
    if (cleaner !== keeper) await keeper.end();
  });
  try {
    if (name === null) await takeDatabase(keeper, rights);
    else await createDatabase(keeper, name, { roles: newRoles, settings: await settingsOf(keeper, false) });
    const session = await connect(at);
    opened.push(session);
    const watcher = await connect(at);
    opened.push(watcher);
    if (name !== null) await holdName(watcher, name);
    const guard = guarded(keeper, session, limits);
    // Opened when they are needed: most migrations have no statement that runs alone.
    const others = once(async () => {
      const sessions: ServerSession[] = [];
      for (let count = 0; count < 3; count++) {
        const one = await connect(at).catch((error: unknown) => {
          throw new ShadowLost(`the shadow's server lets nobody else in: ${reasonOf(error, url)}`);
        });
        sessions.push(one);
        opened.push(one);
      }
      return sessions;
    });
    const alone = async (sql: string): Promise<Observation> => {
      const [onlooker, ...holders] = await others();
      if (!onlooker) throw new Error("nobody looks on");
      // Only a superuser may lock a catalog.
      const how = rights.superuser ? "catalog" : "readers";
      return observeHeldUp(session, watcher, sql, { bystanders: { onlooker, others: holders }, how });
    };
    const settings = await guard(ownSettings(session));
    return {
      session: {
        ...session,
        query: (sql, params) => guard(session.query(sql, params)),
        table: (sql, params) => guard(session.table(sql, params)),
        exec: (sql) => guard(session.exec(sql)),
        script: (parts) => guard(session.script(parts)),
        prepare: (statements, inTransaction) => guard(session.prepare(statements, inTransaction)),
      },
      alone: (sql) => guard(alone(sql)),
      seesLocksOfAlone: true,
      embedded: false,
      ownServer: throwaway,
      ownRoles,
      settings,
      remarks: throwaway ? [] : remarksOn(rights, shared),
      about: null,
      save: null,
      explain: null,
      send: null,
      lend: async () => ({ url: at, giveBack: async () => {} }),
      close: cleanUp,
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  other.searchParams.delete("dbname");
  other.searchParams.delete("database");
  return other.href;
}

/** PostgreSQL's messages are read in English. */
async function ownSettings(session: ServerSession): Promise<readonly string[]> {
  const english = "SET lc_messages = 'C'";
  const { error } = await session.exec(english);
  if (!error) return [english];
  const [now] = await session.query<{ language: string }>(
    "SELECT pg_catalog.current_setting('lc_messages') AS language",
  );
  if (/^(?:$|C|POSIX|en)/.test(now?.language ?? "")) return [];
  throw new ShadowUnavailable(
    `the shadow's server reports messages in ${now?.language}, and its role may not change that`,
    "set lc_messages = 'C' for the role or the database",
  );
}

function remarksOn({ superuser }: Rights, shared: readonly string[]): string[] {
  const remarks: string[] = [];
  if (superuser)
    remarks.push(
      "The shadow was opened as a superuser: migrations can run programs and read files on its server.",
    );
  if (shared.length > 0)
    remarks.push(
      "The shadow's server has other databases: statements on roles and on the whole server were not run.",
    );
  return remarks;
}

/** Cuts off what takes too long, by ending its session. */
function guarded(
  keeper: ServerSession,
  { pid }: ServerSession,
  limits: Limits,
): <T>(work: Promise<T>) => Promise<T> {
  const deadline = Date.now() + limits.totalMs;
  let lost: ShadowLost | null = null;
  return async (work) => {
    if (lost) {
      work.catch(() => {});
      throw lost;
    }
    const left = Math.max(deadline - Date.now(), 0);
    const tooLong =
      left < limits.statementMs
        ? `the rehearsal takes longer than ${limits.totalMs / 1000} s`
        : `it runs longer than ${limits.statementMs / 1000} s`;
    let timer: NodeJS.Timeout | undefined;
    const cutOff = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          lost = new ShadowLost(tooLong);
          reject(lost);
          keeper.query("SELECT pg_catalog.pg_terminate_backend($1)", [pid]).catch(() => {});
        },
        Math.min(left, limits.statementMs),
      );
    });
    try {
      work.catch(() => {});
      return await Promise.race([work, cutOff]);
    } catch (error) {
      if (error instanceof ShadowLost) lost = error;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function endSession(cleaner: ServerSession, session: ServerSession): Promise<void> {
  // One that is busy would not hear a farewell.
  await cleaner.query("SELECT pg_catalog.pg_terminate_backend($1)", [session.pid]);
  await session.end().catch(() => {});
}

async function rolesOf(session: ServerSession): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>("SELECT rolname AS name FROM pg_catalog.pg_roles");
  return rows.map(({ name }) => name);
}

async function answers(session: ServerSession): Promise<boolean> {
  return session.query("SELECT").then(
    () => true,
    () => false,
  );
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= action();
    return done;
  };
}
