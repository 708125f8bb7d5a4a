/** From one transaction to the next, where nothing happens in between: the first look of the next one is saved. */
import type { DetailLook } from "./details.ts";
import {
  CATALOG_WRITES,
  COUNTED_BEFORE,
  DEBUG_MESSAGES,
  IS_COUNTING,
  type Look,
  WRITES_SEEN,
  writesSeen,
} from "./look-query.ts";
import { failsUnless, NEXT_TRANSACTION } from "./written-rows.ts";

/** What was seen below relations, which holds but for what was written since; `isNew`: nothing was. */
export interface LastDetails {
  readonly details: DetailLook | null;
  readonly isNew: boolean;
}

/** A session right behind a commit, of which it is known that what was seen in the transaction holds. */
export interface Settled {
  /** As the next transaction begins. */
  readonly look: Look;
  readonly details: LastDetails;
  /** The next transaction id to be given away: as long as it is, nobody has written anything. */
  readonly next: string;
}

/** pg_stat_force_next_flush. */
export const COUNTS_ANEW_FROM = 15;

/**
 * Has the counters of the session begin anew with what it runs next, once it is outside of a transaction. The namespaces are
 * read so that the next look sees that they did.
 */
export const COUNT_ANEW =
  "pg_catalog.pg_stat_force_next_flush(), (SELECT pg_catalog.count(*) FROM pg_catalog.pg_namespace)";

/** To be prepared, and sent with a COMMIT: what it wrote to catalogs is still counted then. */
export function prepareSettling(name: string): string {
  return `PREPARE ${name} AS SELECT pg_catalog.textin(pg_catalog.int8out(${CATALOG_WRITES})),
    pg_catalog.textin(pg_catalog.xid8out(${NEXT_TRANSACTION})), ${COUNT_ANEW}`;
}

/** To be prepared, and sent behind a BEGIN: fails where the session is not as it was. */
export function prepareStart(name: string): string {
  const isAsItWas = `${COUNTED_BEFORE} OPERATOR(pg_catalog.=) 0::pg_catalog.int8
    AND ${NEXT_TRANSACTION} OPERATOR(pg_catalog.=) $1 AND ${IS_COUNTING}`;
  return `PREPARE ${name} (pg_catalog.xid8) AS SELECT ${failsUnless(isAsItWas)}, ${DEBUG_MESSAGES}`;
}

export function executeStart(name: string, { next }: Settled): string {
  return `EXECUTE ${name} ('${next}'::pg_catalog.xid8)`;
}

/** To be prepared, and sent behind a BEGIN that follows a COMMIT in its message: fails where that wrote to catalogs. */
export function prepareNext(name: string): string {
  const isUnwritten = `${CATALOG_WRITES} OPERATOR(pg_catalog.=) ${writesSeen(WRITES_SEEN.catalogs)} AND ${IS_COUNTING}`;
  return `PREPARE ${name} AS SELECT ${failsUnless(isUnwritten)}, ${DEBUG_MESSAGES}`;
}

/** Sent before the first look of a message that leaves something for the next one. */
export const NOTHING_SEEN = `SELECT ${Object.values(WRITES_SEEN)
  .map((setting) => `pg_catalog.set_config('${setting}', '0', false)`)
  .join(", ")}`;
