import { schemasInPath } from "../postgres/search-path.ts";
import { attempt } from "./attempt.ts";
import type { Live, LiveFailure } from "./live.ts";
import { ROLE_SETTINGS, type RoleSetting } from "./settings.ts";

/** An entry of pg_stat_statements. Its text is as PostgreSQL keeps it, secrets and all: it must not leave the program. */
export interface LiveStatement {
  readonly text: string;
  /** Of the role that runs it, as in `SET search_path`; null: as PostgreSQL has it by default. */
  readonly searchPath: string | null;
  readonly calls: number;
  readonly meanMs: number;
  readonly sdMs: number;
  readonly maxMs: number;
}

export interface LiveStatements {
  /** How long it has counted. */
  readonly seconds: number;
  /** Entries that were thrown away for want of room. */
  readonly left: number;
  /** Entries whose text other roles may not read. */
  readonly hidden: number;
  /** Those that were called most or took most time first. */
  readonly list: readonly LiveStatement[];
}

const EXTENSION = `
SELECT quote_ident(n.nspname) AS schema, string_to_array(e.extversion, '.')::int[] < '{1,9}' AS old
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'`;

/** Entries of each order that are looked at: a part of them is no query, or the same query of another role. */
const MOST = 3000;

/** A statement inside of a function names the function's variables: it cannot be read by itself. */
const entriesQuery = (schema: string): string => `
WITH entry AS (
  SELECT userid, query, calls, mean_exec_time, stddev_exec_time, max_exec_time,
         row_number() OVER (ORDER BY calls DESC, queryid) AS by_calls,
         row_number() OVER (ORDER BY total_exec_time DESC, queryid) AS by_time
  FROM ${schema}.pg_stat_statements s
  WHERE toplevel AND queryid IS NOT NULL
    AND dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
)
SELECT r.rolname AS role, query AS text, calls::float8 AS calls, mean_exec_time AS "meanMs",
       stddev_exec_time AS "sdMs", max_exec_time AS "maxMs"
FROM entry LEFT JOIN pg_catalog.pg_roles r ON r.oid = entry.userid
WHERE least(by_calls, by_time) <= ${MOST}
ORDER BY least(by_calls, by_time), by_calls`;

const windowQuery = (schema: string): string => `
SELECT extract(epoch FROM now() - stats_reset)::float8 AS seconds, dealloc::float8 AS left,
       (SELECT count(*) FROM ${schema}.pg_stat_statements
        WHERE query = '<insufficient privilege>'
          AND dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))::float8 AS hidden
FROM ${schema}.pg_stat_statements_info`;

const PATHS = `
SELECT coalesce(array_agg(nspname::text), '{}') AS schemas,
       (SELECT CASE WHEN source IN ('database', 'user', 'database user', 'client') THEN boot_val ELSE reset_val END
        FROM pg_catalog.pg_settings WHERE name = 'search_path') AS usual
FROM pg_catalog.pg_namespace`;

/**
 * What PostgreSQL counted of the queries of this database.
 *
 * @param say takes a sentence on what cannot be read, and what to do.
 * @returns null where it does not count, or the role may not ask.
 */
export async function readStatements(
  live: Pick<Live, "query">,
  say: (sentence: string) => void,
): Promise<LiveStatements | null> {
  const [extension] = await live.query<{ schema: string; old: boolean }>(EXTENSION);
  if (extension === undefined) {
    say(
      "pg_stat_statements is not in this database, so no queries are known: add it to shared_preload_libraries, restart, and run CREATE EXTENSION pg_stat_statements.",
    );
    return null;
  }
  if (extension.old) {
    say(
      "pg_stat_statements is older than 1.9, so no queries are read: run ALTER EXTENSION pg_stat_statements UPDATE.",
    );
    return null;
  }
  const { schema } = extension;
  return attempt(
    live,
    () => readEntries(live, schema),
    (failure) => say(refusal(failure)),
  );
}

function refusal({ code }: LiveFailure): string {
  const why: Readonly<Record<string, string>> = {
    "55000": "the server was not started with it: add it to shared_preload_libraries and restart",
    "42501": "the role may not read it: grant USAGE on its schema and SELECT on its views",
  };
  return `No queries are known of pg_stat_statements: ${why[code ?? ""] ?? `reading it failed (${code ?? "no code"})`}.`;
}

async function readEntries(live: Pick<Live, "query">, schema: string): Promise<LiveStatements> {
  const [window] = await live.query<{ seconds: number | null; left: number; hidden: number }>(
    windowQuery(schema),
  );
  const rows = await live.query<Omit<LiveStatement, "searchPath"> & { role: string | null }>(
    entriesQuery(schema),
  );
  const [paths] = await live.query<{ schemas: string[]; usual: string | null }>(PATHS);
  const items = await live.query<RoleSetting>(ROLE_SETTINGS, ["^search_path="]);
  const set = new Map(items.map(({ role, item }) => [role, item.slice("search_path=".length)]));
  const known = new Set(paths?.schemas);
  const pathOf = (role: string | null): string | null =>
    searchPath(set.get(role) ?? set.get(null) ?? paths?.usual ?? "", role, known);
  return {
    seconds: window?.seconds ?? 0,
    left: window?.left ?? 0,
    hidden: window?.hidden ?? 0,
    list: rows.map(({ role, ...row }) => ({ ...row, searchPath: pathOf(role) })),
  };
}

/** Only schemas that exist: whatever else stands in a setting is nobody's business. */
export function searchPath(text: string, role: string | null, known: ReadonlySet<string>): string | null {
  const names = schemasInPath(text)
    .map((name) => (name === "$user" ? (role ?? "") : name))
    .filter((name, index, all) => known.has(name) && all.indexOf(name) === index);
  if (names.length === 0 || names.join() === "public") return null;
  return names.map((name) => (name === "public" ? name : `"${name.replaceAll('"', '""')}"`)).join(", ");
}
