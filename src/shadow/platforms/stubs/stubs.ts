/**
 * What stands in for extensions that a shadow lacks: their tables, types and functions as declared, which do nothing.
 * Only where an extension works beside a user's tables; one that changes them (timescaledb) has none.
 */
import { DBLINK, POSTGRES_FDW } from "./foreign.ts";
import { HTTP } from "./http.ts";
import { PG_CRON } from "./pg-cron.ts";
import { PG_NET } from "./pg-net.ts";
import { PGMQ } from "./pgmq.ts";
import { PG_GRAPHQL, PGJWT, SUPABASE_VAULT } from "./supabase.ts";

/** SQL by extension. Names without a schema are for the one in which it is created. */
export const STAND_INS: Readonly<Record<string, string>> = {
  dblink: DBLINK,
  http: HTTP,
  pg_cron: PG_CRON,
  pg_graphql: PG_GRAPHQL,
  pg_net: PG_NET,
  pgjwt: PGJWT,
  pgmq: PGMQ,
  postgres_fdw: POSTGRES_FDW,
  supabase_vault: SUPABASE_VAULT,
};
