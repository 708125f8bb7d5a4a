/** The query behind a glance: a look at locks and counters alone. */
import { ACTIVITY, ACTIVITY_OF_LOCKED, CATALOG_WRITES, IS_COUNTING } from "./look-query.ts";
import { LOCKED, LOCKS } from "./relations-query.ts";
import { failsUnless } from "./written-rows.ts";

/** To be prepared. It fails where the catalogs were written to since: what was done there, only a whole look tells. */
export function prepareGlance(name: string, everywhere: boolean): string {
  const isUnwritten = `(${CATALOG_WRITES}) OPERATOR(pg_catalog.=) $1 AND ${IS_COUNTING}`;
  const counted = everywhere ? `(${ACTIVITY})` : ACTIVITY_OF_LOCKED;
  return `PREPARE ${name} (pg_catalog.int8) AS
    SELECT ${failsUnless(isUnwritten)}, ${LOCKS} AS locks, ${counted} AS activity
    FROM ${LOCKED}`;
}

export function executeGlance(name: string, catalogWrites: string): string {
  return `EXECUTE ${name} ('${catalogWrites}'::pg_catalog.int8)`;
}
