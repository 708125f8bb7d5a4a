import type { Live } from "./live.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What may hold a lock long: open transactions of this database, prepared ones, autovacuum that may not be interrupted.
 * Other roles' transactions are visible with pg_read_all_stats alone. The text of a query decides, and is not read out.
 */
const SESSIONS = `
SELECT (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int)::float8 AS connections,
       pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS "seesAll",
       (SELECT count(*) FROM pg_catalog.pg_prepared_xacts WHERE database = current_database())::float8 AS "preparedTransactions",
       greatest(
         (SELECT extract(epoch FROM max(now() - xact_start)) FROM pg_catalog.pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_catalog.pg_backend_pid()
            AND (backend_type = 'client backend'
                 OR backend_type = 'autovacuum worker' AND query LIKE '%to prevent wraparound%')),
         (SELECT extract(epoch FROM max(now() - prepared)) FROM pg_catalog.pg_prepared_xacts
          WHERE database = current_database()), 0)::float8 AS longest`;

export async function readSessions(live: Pick<Live, "query">): Promise<NonNullable<Snapshot["sessions"]>> {
  const [row] = await live.query<{
    connections: number;
    seesAll: boolean;
    preparedTransactions: number;
    longest: number;
  }>(SESSIONS);
  return {
    connections: row?.connections ?? 0,
    longestTransactionSeconds: row?.seesAll ? Math.round(row.longest) : null,
    preparedTransactions: row?.preparedTransactions ?? 0,
  };
}
