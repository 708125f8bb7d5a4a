/** A database for a shadow on a server that was given, and what a role may do there. */

import { quoted } from "../../sql/quote.ts";
import type { ServerSession } from "./server.ts";
import { SHADOW_NAME } from "./server-leftovers.ts";
import { ShadowRefused } from "./shadow.ts";

/** The comment on a database that was given and is lockgate's to fill and to empty: MARKER, a space and when. */
const MARKER = "lockgate shadow";
const MARKED = `^${MARKER} [-0-9T:.]+Z$`;

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

/**
 * Takes the database that a session is on, when nothing in it can be lost.
 *
 * @throws {ShadowRefused} when it has content that is not lockgate's.
 */
export async function takeDatabase(session: ServerSession, rights: Rights): Promise<void> {
  const { name, marked } = await ownDatabase(session, rights);
  if (marked) await emptyDatabase(session);
  await refuseContent(session, name);
  await session.query(`COMMENT ON DATABASE ${quoted(name)} IS '${MARKER} ${new Date().toISOString()}'`);
}

/**
 * Says whether `takeDatabase` would refuse the database, and leaves it as it is.
 *
 * @throws {ShadowRefused}
 */
export async function refuseDatabase(session: ServerSession, rights: Rights): Promise<void> {
  const { name, marked } = await ownDatabase(session, rights);
  if (!marked) await refuseContent(session, name);
}

async function ownDatabase(
  session: ServerSession,
  { owner }: Rights,
): Promise<{ readonly name: string; readonly marked: boolean }> {
  const [database] = await session.query<{ name: string; marked: boolean }>(
    `SELECT pg_catalog.current_database() AS name,
       COALESCE(pg_catalog.shobj_description(oid, 'pg_database') ~ '${MARKED}', false) AS marked
     FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()`,
  );
  const name = database?.name ?? "";
  if (!owner)
    throw new ShadowRefused(
      `the shadow's role neither owns the database ${name} nor may create one`,
      "let it own the database, or give it CREATEDB",
    );
  return { name, marked: database?.marked ?? false };
}

async function refuseContent(session: ServerSession, name: string): Promise<void> {
  const content = await contentOf(session);
  if (content !== null)
    throw new ShadowRefused(
      `the database ${name} is not empty: it has ${content}`,
      "a shadow is filled and emptied: give an empty database, or a role that may create one",
    );
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
       AND datname !~ '${SHADOW_NAME}' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
