import { connect, reasonOf, type ServerSession } from "./server.ts";
import { ShadowRefused, ShadowUnavailable } from "./shadow.ts";

/** Which database of which server a session is on, whatever way led there. */
export interface Identity {
  /** Of the cluster, since initdb; null where the role may not ask. */
  readonly system: string | null;
  /** When the server process was started, to the microsecond. */
  readonly started: string;
  readonly database: number;
}

/** Live databases, by URL or as what they said themselves; null where none is known. */
export type Live = string | readonly (string | Identity)[] | null;

/** Refuses a shadow that is a live database, by whatever host, port, user or parameters the URLs name it. */
export async function refuseLive(shadow: ServerSession, live: Live): Promise<void> {
  const all = live === null ? [] : typeof live === "string" ? [live] : live;
  if (all.length === 0) return;
  const own = await identityOf(shadow);
  for (const one of all) {
    const other = typeof one === "string" ? await identityBehind(one) : one;
    if (isSame(own, other))
      throw new ShadowRefused(
        "the shadow is the live database",
        "give the URL of another database: a shadow is filled and emptied",
      );
  }
}

async function identityBehind(liveUrl: string): Promise<Identity> {
  let live: ServerSession;
  try {
    live = await connect(liveUrl);
  } catch (error) {
    const reason = reasonOf(error, liveUrl);
    throw new ShadowUnavailable(
      `whether the shadow is the live database cannot be told: the live one is not to be reached (${reason})`,
    );
  }
  try {
    await live.query("SET default_transaction_read_only = on");
    return await identityOf(live);
  } finally {
    await live.end();
  }
}

function isSame(one: Identity, other: Identity): boolean {
  const sameSystem = one.system !== null && one.system === other.system;
  return (sameSystem || one.started === other.started) && one.database === other.database;
}

/** Asked last in a transaction: some hosts refuse the last question, which ends it. */
export async function identityOf(session: Pick<ServerSession, "query">): Promise<Identity> {
  const [identity] = await session.query<{ started: string; database: string }>(
    `SELECT pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time())::text AS started,
       (SELECT oid::text FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) AS database`,
  );
  let system: string | null = null;
  try {
    const [control] = await session.query<{ system: string }>(
      "SELECT system_identifier::text AS system FROM pg_catalog.pg_control_system()",
    );
    system = control?.system ?? null;
  } catch {
    // Some hosts keep it to themselves.
  }
  return { system, started: identity?.started ?? "", database: Number(identity?.database) };
}
