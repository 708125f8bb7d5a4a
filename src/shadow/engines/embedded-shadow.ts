import { runUnwatched } from "../observe/unwatched.ts";
import type { Session } from "./session.ts";
import type { Shadow } from "./shadow.ts";

/** What every shadow on PGlite has in common, wherever that runs. */
export function embedded(
  session: Session,
): Omit<Shadow, "about" | "save" | "lend" | "explain" | "send" | "close"> {
  return {
    session,
    alone: (sql) => runUnwatched(session, sql),
    seesLocksOfAlone: false,
    embedded: true,
    ownServer: true,
    ownRoles: true,
    // PGlite has no user to reset to: neither DISCARD ALL nor the rollback of SET SESSION AUTHORIZATION finds back.
    settings: ["SET SESSION AUTHORIZATION postgres"],
    remarks: [],
  };
}
