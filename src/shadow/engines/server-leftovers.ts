/**
 * Databases that are made for a rehearsal and dropped after it, also when the run was killed: the next one finds them by
 * their name, and by nobody holding their lock.
 */
import { randomBytes } from "node:crypto";
import { quoted } from "../../sql/quote.ts";
import type { ServerSession } from "./server.ts";
import { type RoleSetting, restoreSettings } from "./server-settings.ts";

/** As a regular expression of PostgreSQL's and of JavaScript's. The last part is the key of an advisory lock. */
export const SHADOW_NAME = "^lockgate_shadow_[0-9a-f]{12}_[0-7][0-9a-f]{7}$";

/** The class of the advisory locks: "lock" in ASCII. */
const LOCK_CLASS = 0x6c6f636b;

/** A new name, whose lock this session holds from now on: while a session does, the run is alive. */
export async function takeName(session: ServerSession): Promise<string> {
  const key = (randomBytes(4).readUInt32BE() >>> 1).toString(16).padStart(8, "0");
  const name = `lockgate_shadow_${randomBytes(6).toString("hex")}_${key}`;
  await holdName(session, name);
  return name;
}

/** Lets another session hold the lock of a name, too: a migration can end the first one. */
export async function holdName(session: ServerSession, name: string): Promise<void> {
  await session.query("SELECT pg_catalog.pg_advisory_lock_shared($1, $2)", [LOCK_CLASS, keyOf(name)]);
}

function keyOf(name: string): number {
  return Number.parseInt(name.slice(-8), 16);
}

/** What a run may change on the server besides its database, to be put back even when it is killed. */
export interface Note {
  /** Roles that it may create; they are not there yet. */
  readonly roles: readonly string[];
  /** Settings of the session's own role, as they are before it. */
  readonly settings: readonly RoleSetting[];
}

/** Creates an empty database of this name, with the note as its comment. */
export async function createDatabase(session: ServerSession, name: string, kept: Note): Promise<void> {
  await session.query(`CREATE DATABASE ${quoted(name)} TEMPLATE template0`);
  const note = JSON.stringify(kept).replaceAll("'", "''");
  await session.query(`COMMENT ON DATABASE ${quoted(name)} IS E'${note.replaceAll("\\", "\\\\")}'`);
}

/** Drops a database whatever a migration has made of it. Throws when it is still there. */
export async function dropDatabase(session: ServerSession, name: string): Promise<void> {
  // A template is not dropped, also by its owner.
  await session.exec(`ALTER DATABASE ${quoted(name)} IS_TEMPLATE false`);
  await session.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
}

/** Drops the roles that a run may have created, as far as nothing else depends on them by now. */
export async function dropRoles(session: ServerSession, roles: readonly string[]): Promise<void> {
  for (const role of roles) await session.exec(`DROP ROLE IF EXISTS ${quoted(role)}`);
}

/**
 * Drops what killed runs left behind. What cannot be dropped stays, and stops nobody.
 *
 * @param ownRoles nobody else has use for the server's roles.
 */
export async function collectLeftovers(session: ServerSession, ownRoles: boolean): Promise<void> {
  const left = await session.query<{ name: string; note: string | null }>(
    `SELECT d.datname AS name, pg_catalog.shobj_description(d.oid, 'pg_database') AS note
     FROM pg_catalog.pg_database d
     WHERE d.datname ~ '${SHADOW_NAME}' AND pg_catalog.pg_has_role(d.datdba, 'USAGE')`,
  );
  const held = await session.query<{ key: string }>(
    `SELECT objid::int8 AS key FROM pg_catalog.pg_locks
     WHERE locktype = 'advisory' AND objsubid = 2 AND classid = ${LOCK_CLASS}`,
  );
  const alive = new Set(held.map(({ key }) => Number(key)));
  for (const { name, note } of left) {
    if (alive.has(keyOf(name))) continue;
    try {
      const kept = noteIn(note);
      await dropDatabase(session, name);
      if (kept === null) continue;
      if (ownRoles) await dropRoles(session, kept.roles);
      await restoreSettings(session, kept.settings, false);
    } catch {
      // Another run drops it at the same time, or something holds it that FORCE does not end.
    }
  }
}

/** A migration can have written another comment: what is no note says nothing. */
function noteIn(text: string | null): Note | null {
  try {
    const { roles, settings }: Partial<Note> = JSON.parse(text ?? "null") ?? {};
    if (!Array.isArray(roles) || !Array.isArray(settings)) return null;
    const isRow = (row: unknown): row is RoleSetting =>
      typeof row === "object" &&
      row !== null &&
      "role" in row &&
      "setting" in row &&
      /^[\w.]+=/.test(String(row.setting));
    return { roles: roles.filter((role) => typeof role === "string"), settings: settings.filter(isRow) };
  } catch {
    return null;
  }
}
