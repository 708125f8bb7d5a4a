import type { Observation } from "../../effects/observation.ts";
import type { Executed, Session } from "../engines/session.ts";
import { compare } from "./compare.ts";
import { look } from "./look.ts";
import type { SessionState } from "./session-state.ts";

/** What a statement did when it ran outside a transaction and nobody saw its locks: work and objects, no locks. */
export async function runUnwatched(session: Session, sql: string): Promise<Observation> {
  const before = await look(session);
  const [level] = await session.query<{ setting: string }>(
    "SELECT pg_catalog.current_setting('client_min_messages') AS setting",
  );
  await session.query("SET client_min_messages = debug1");
  const executed = await session.exec(sql);
  await session.query("SELECT pg_catalog.set_config('client_min_messages', $1, false)", [
    level?.setting ?? "notice",
  ]);
  const after = await look(session);
  return {
    ...compare(
      before,
      executed,
      { ...after, locks: new Map(), activity: new Map() },
      { keys: [], counted: false },
    ),
    allowedInTransaction: false,
    sampled: false,
  };
}

/** A statement that only steers the session: BEGIN, COMMIT, SET. Its transaction must not be asked before or after it. */
export function steered(executed: Executed): Observation {
  return {
    ...compare(NOTHING, executed, NOTHING, { keys: [], counted: false }),
    allowedInTransaction: true,
    sampled: false,
  };
}

const NOTHING: SessionState = { relations: new Map(), locks: new Map(), held: [], activity: new Map() };
