/** One embedded PostgreSQL for many comparisons. */
import { openShadow } from "../../src/shadow/engines/open-shadow.ts";
import type { Session } from "../../src/shadow/engines/session.ts";
import { LIMITS } from "../../src/shadow/engines/shadow.ts";

/** Owns all that migrations make, so that one statement takes it away again. */
const OWNER = "migrating";

/** Those of the embedded PostgreSQL that repositories use. */
const EXTENSIONS = ["btree_gist", "citext", "hstore", "pg_trgm", "pgcrypto", "uuid-ossp", "vector"];

const MADE_ROLES = `SELECT quote_ident(rolname) AS role FROM pg_roles WHERE oid >= 16384`;

export interface Database {
  readonly session: Session;
  /** Drops all that is in it, and runs SQL. */
  empty(setup: string): Promise<void>;
  close(): Promise<void>;
}

export async function openDatabase(): Promise<Database> {
  const shadow = await openShadow("pglite", {
    extensions: EXTENSIONS,
    snapshot: null,
    live: null,
    limits: LIMITS,
  });
  const { session } = shadow;
  const empty = async (setup: string): Promise<void> => {
    for (const sql of ["ROLLBACK", "SET SESSION AUTHORIZATION postgres", "DISCARD ALL"])
      await session.exec(sql);
    // A role that owns what DROP OWNED leaves, such as an access method, stays.
    for (const { role } of await session.query<{ role: string }>(MADE_ROLES))
      for (const sql of [`DROP OWNED BY ${role} CASCADE`, `DROP ROLE ${role}`]) await session.exec(sql);
    await session.exec(`CREATE ROLE ${OWNER} SUPERUSER`);
    await session.query("CREATE SCHEMA IF NOT EXISTS public");
    await session.query(`SET SESSION AUTHORIZATION ${OWNER}`);
    const { error } = await session.exec(setup);
    if (error) throw new Error(error.message);
  };
  return { session, empty, close: () => shadow.close() };
}
