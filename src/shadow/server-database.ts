/** A database for a shadow on a server: one of its own, or the one that was given. */
import { randomBytes } from "node:crypto";
import type { ServerSession } from "./server.ts";
import { ShadowUnavailable } from "./shadow.ts";

/** The comment on a database that is lockgate's to fill and to empty. */
const MARKER = "lockgate shadow";

/** Databases of runs that were killed are dropped when they are older. */
const LEFT_BEHIND = "1 hour";

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What the role of a session may do. */
export interface Rights {
  readonly superuser: boolean;
  readonly createsDatabases: boolean;
  /** Of the database that it is on. */
  readonly owner: boolean;
}

export async function rightsOf(session: ServerSession): Promise<Rights> {
  const [rights] = await session.query<Rights>(
    `SELECT r.rolsuper AS superuser, r.rolsuper OR r.rolcreatedb AS "createsDatabases",
       pg_catalog.pg_has_role(d.datdba, 'USAGE') AS owner
     FROM pg_catalog.pg_roles r, pg_catalog.pg_database d
     WHERE r.rolname = current_user AND d.datname = pg_catalog.current_database()`,
  );
  return rights ?? { superuser: false, createsDatabases: false, owner: false };
}

/** Creates an empty database with the marker, and returns its name. Drops what killed runs of this role left behind. */
export async function createDatabase(session: ServerSession): Promise<string> {
  const left = await session.query<{ name: string }>(
    `SELECT name FROM (SELECT d.oid, d.datname AS name, pg_catalog.shobj_description(d.oid, 'pg_database') AS comment
       FROM pg_catalog.pg_database d
       WHERE d.datname LIKE 'lockgate\\_shadow\\_%' AND pg_catalog.pg_has_role(d.datdba, 'USAGE')) shadows
     WHERE CASE WHEN comment ~ '^${MARKER} [-0-9T:.]+Z$'
         THEN pg_catalog.substr(comment, ${MARKER.length + 2})::timestamptz < now() - interval '${LEFT_BEHIND}' END
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = shadows.oid)`,
  );
  for (const { name } of left) await dropDatabase(session, name);
  const name = `lockgate_shadow_${randomBytes(8).toString("hex")}`;
  await session.query(`CREATE DATABASE ${quoted(name)} TEMPLATE template0`);
  await session.query(`COMMENT ON DATABASE ${quoted(name)} IS '${MARKER} ${new Date().toISOString()}'`);
  return name;
}

export async function dropDatabase(session: ServerSession, name: string): Promise<void> {
  await session.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
}

/**
 * Takes the database that a session is on, when nothing in it can be lost.
 *
 * @throws {ShadowUnavailable} when it has content that is not lockgate's.
 */
export async function takeDatabase(session: ServerSession, { owner }: Rights): Promise<void> {
  const [database] = await session.query<{ name: string; marked: boolean }>(
    `SELECT pg_catalog.current_database() AS name,
       COALESCE(pg_catalog.shobj_description(oid, 'pg_database') LIKE '${MARKER}%', false) AS marked
     FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()`,
  );
  const name = database?.name ?? "";
  if (!owner)
    throw new ShadowUnavailable(
      `the shadow's role neither owns the database ${name} nor may create one`,
      "let it own the database, or give it CREATEDB",
    );
  if (database?.marked) await emptyDatabase(session);
  const content = await contentOf(session);
  if (content !== null)
    throw new ShadowUnavailable(
      `the database ${name} is not empty: it has ${content}`,
      "a shadow is filled and emptied: give an empty database, or a role that may create one",
    );
  await session.query(`COMMENT ON DATABASE ${quoted(name)} IS '${MARKER} ${new Date().toISOString()}'`);
}

/** Empties a database that `takeDatabase` took, and gives it back without the marker when nothing is left in it. */
export async function giveBack(session: ServerSession): Promise<void> {
  await emptyDatabase(session);
  if ((await contentOf(session)) !== null) return;
  const [database] = await session.query<{ name: string }>("SELECT pg_catalog.current_database() AS name");
  await session.query(`COMMENT ON DATABASE ${quoted(database?.name ?? "")} IS NULL`);
}

async function emptyDatabase(session: ServerSession): Promise<void> {
  await session.query("DROP OWNED BY CURRENT_USER CASCADE");
  const [missing] = await session.query<{ missing: boolean }>(
    "SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'public') AS missing",
  );
  if (missing?.missing) await session.query("CREATE SCHEMA public");
}

/** Something in the database that PostgreSQL did not put there, in words, or null. Members of extensions go with these. */
async function contentOf(session: ServerSession): Promise<string | null> {
  const [content] = await session.query<{ what: string | null }>(
    `SELECT COALESCE(
       (SELECT 'the schema ' || nspname FROM pg_catalog.pg_namespace
        WHERE oid >= 16384 AND nspname <> 'public' AND nspname !~ '^pg_' ORDER BY 1 LIMIT 1),
       (SELECT 'the relation ' || oid::regclass::text FROM pg_catalog.pg_class
        WHERE oid >= 16384 AND relnamespace <> 99 ORDER BY 1 LIMIT 1),
       (SELECT 'the function ' || oid::regprocedure::text FROM pg_catalog.pg_proc WHERE oid >= 16384 ORDER BY 1 LIMIT 1),
       (SELECT 'the type ' || oid::regtype::text FROM pg_catalog.pg_type WHERE oid >= 16384 ORDER BY 1 LIMIT 1),
       (SELECT 'the publication ' || pubname FROM pg_catalog.pg_publication ORDER BY 1 LIMIT 1),
       (SELECT 'the extension ' || extname FROM pg_catalog.pg_extension WHERE oid >= 16384 ORDER BY 1 LIMIT 1),
       (SELECT 'the event trigger ' || evtname FROM pg_catalog.pg_event_trigger ORDER BY 1 LIMIT 1),
       (SELECT 'large objects' FROM pg_catalog.pg_largeobject_metadata LIMIT 1)) AS what`,
  );
  return content?.what ?? null;
}

/** Databases that are neither a server's first ones, nor shadows, nor the one that the session is on. */
export async function otherDatabases(session: ServerSession): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT datname AS name FROM pg_catalog.pg_database
     WHERE NOT datistemplate AND datname NOT IN ('postgres', pg_catalog.current_database())
       AND datname NOT LIKE 'lockgate\\_shadow\\_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
