/** Settings of roles and databases, which outlive a rehearsal: what its migrations have set is put back. */
import { quoted } from "../../sql/quote.ts";
import type { ServerSession } from "./server.ts";

/** One setting of a role. */
export interface RoleSetting {
  readonly role: string;
  /** The database, or null: everywhere. */
  readonly database: string | null;
  /** `name=value`. */
  readonly setting: string;
}

/** Of every role, or of the session's own: everywhere and in the database that it is on. */
export async function settingsOf(
  session: ServerSession,
  everybody: boolean,
): Promise<readonly RoleSetting[]> {
  return session.query<RoleSetting>(
    `SELECT r.rolname AS role, d.datname AS database, setting
     FROM pg_catalog.pg_db_role_setting s
     JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
     LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
     CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting
     WHERE (s.setdatabase = 0 OR d.datname = pg_catalog.current_database())
       AND ($1 OR r.rolname = session_user)`,
    [everybody],
  );
}

/** Puts back what differs from before, as far as the session may. */
export async function restoreSettings(
  session: ServerSession,
  before: readonly RoleSetting[],
  everybody: boolean,
): Promise<void> {
  const was = new Map(before.map((row) => [keyOf(row), row]));
  const is = new Map((await settingsOf(session, everybody)).map((row) => [keyOf(row), row]));
  for (const [key, row] of is) if (!was.has(key)) await session.exec(`${alter(row)} RESET ${nameOf(row)}`);
  for (const [key, row] of was) {
    if (is.get(key)?.setting === row.setting) continue;
    await session.exec(`${alter(row)} SET ${nameOf(row)} TO ${valueIn(row)}`);
  }
}

function alter({ role, database }: RoleSetting): string {
  return `ALTER ROLE ${quoted(role)}${database === null ? "" : ` IN DATABASE ${quoted(database)}`}`;
}

function keyOf(row: RoleSetting): string {
  return JSON.stringify([row.role, row.database, bareName(row)]);
}

function bareName({ setting }: RoleSetting): string {
  return setting.slice(0, setting.indexOf("="));
}

/** With the dots of an extension's setting outside of the quotes. */
function nameOf(row: RoleSetting): string {
  return bareName(row).split(".").map(quoted).join(".");
}

/** These are lists of names: their value is kept as it is written in SQL (GUC_LIST_QUOTE). */
const LISTS: readonly string[] = [
  "local_preload_libraries",
  "search_path",
  "session_preload_libraries",
  "shared_preload_libraries",
  "temp_tablespaces",
  "unix_socket_directories",
];

function valueIn(row: RoleSetting): string {
  const value = row.setting.slice(row.setting.indexOf("=") + 1);
  return LISTS.includes(bareName(row).toLowerCase())
    ? value
    : `E'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
