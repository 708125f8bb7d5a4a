import type { Live } from "./live.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the planner weighs by; in the units that SET takes where none is given. */
const PLANNER = [
  "seq_page_cost",
  "random_page_cost",
  "cpu_tuple_cost",
  "cpu_index_tuple_cost",
  "cpu_operator_cost",
  "parallel_setup_cost",
  "parallel_tuple_cost",
  "max_parallel_workers_per_gather",
  "effective_cache_size",
  "work_mem",
  "hash_mem_multiplier",
];

const NAMES = [...PLANNER, "lock_timeout", "statement_timeout", "max_connections", "wal_level"];

/** reset_val is what a session starts with: the server's, the database's, the role's and the URL's settings. */
const SETTINGS = "SELECT name, reset_val AS value FROM pg_catalog.pg_settings WHERE name = ANY ($1)";

/** By what it holds for, the narrower last: every role, every role here, a role, a role here. */
export const ROLE_SETTINGS = `
SELECT r.rolname AS role, item
FROM pg_catalog.pg_db_role_setting s
JOIN pg_catalog.pg_database d ON d.datname = current_database() AND s.setdatabase IN (0, d.oid)
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
CROSS JOIN unnest(s.setconfig) AS item
WHERE (s.setrole = 0 OR r.oid IS NOT NULL) AND item ~ $1
ORDER BY s.setrole <> 0, r.rolname, s.setdatabase <> 0`;

export interface RoleSetting {
  /** Null: every role. */
  readonly role: string | null;
  /** `name=value`. */
  readonly item: string;
}

/** The name of a database's collation moved from version to version. */
function collationQuery(major: number): string {
  const locale =
    major < 15 ? "datcollate" : `coalesce(${major < 17 ? "daticulocale" : "datlocale"}, datcollate)`;
  const provider =
    major < 15 ? "'libc'" : "CASE datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END";
  return `SELECT ${provider} || ' ' || ${locale} AS collation
          FROM pg_catalog.pg_database WHERE datname = current_database()`;
}

/** Settings that decide how migrations wait and how queries are planned. Of other settings not even the name is read. */
export async function readSettings(live: Pick<Live, "major" | "query">): Promise<Snapshot["settings"]> {
  const rows = await live.query<{ name: string; value: string }>(SETTINGS, [NAMES]);
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  const [database] = await live.query<{ collation: string }>(collationQuery(live.major));
  const items = await live.query<RoleSetting>(ROLE_SETTINGS, ["^(lock|statement)_timeout="]);
  return {
    lockTimeout: Number(values.get("lock_timeout") ?? 0),
    statementTimeout: Number(values.get("statement_timeout") ?? 0),
    maxConnections: Number(values.get("max_connections") ?? 0),
    ...(items.length > 0 && { roles: timeoutsOf(items) }),
    planner: Object.fromEntries([...values].filter(([name]) => PLANNER.includes(name)).sort()),
    walLevel: values.get("wal_level") ?? "",
    collation: database?.collation ?? "",
  };
}

type RoleTimeouts = NonNullable<Snapshot["settings"]["roles"]>;

function timeoutsOf(items: readonly RoleSetting[]): RoleTimeouts {
  const byRole = new Map<string | null, RoleTimeouts[number]>();
  for (const { role, item } of items) {
    const [, name, value = ""] = /^(lock|statement)_timeout=(.*)$/.exec(item) ?? [];
    const milliseconds = durationOf(value);
    if (name === undefined || milliseconds === null) continue;
    const key = name === "lock" ? "lockTimeout" : "statementTimeout";
    byRole.set(role, { ...(byRole.get(role) ?? { role }), [key]: milliseconds });
  }
  return [...byRole.values()];
}

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** ALTER ROLE keeps the text as it was written: "5s", "5000", "1.5min". */
function durationOf(text: string): number | null {
  const [, number, unit = "ms"] = /^\s*(\d+(?:\.\d*)?)\s*([a-z]*)\s*$/.exec(text) ?? [];
  const factor = UNITS[unit || "ms"];
  return number === undefined || factor === undefined ? null : Math.round(Number(number) * factor);
}
