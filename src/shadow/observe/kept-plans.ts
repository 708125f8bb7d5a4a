/**
 * Plans of what is prepared to look. PostgreSQL compares what it thinks that a plan for the values costs with what one for all
 * values does, and, where catalogs grow in a transaction, makes one anew each time, which takes longer than to run it.
 */

const WAS = "'lockgate.plan_cache_mode'";
const MODE = "'plan_cache_mode'";

/** To be prepared, and sent before what is to keep its plan. What runs in the transaction besides plans as it did. */
export function preparePlans(name: string): string {
  return `PREPARE ${name} AS SELECT pg_catalog.set_config(${WAS}, pg_catalog.current_setting(${MODE}), true),
    pg_catalog.set_config(${MODE}, 'force_generic_plan', true)`;
}

/** Selected by what kept its plan. */
export const PLANS_AS_BEFORE = `pg_catalog.set_config(${MODE}, pg_catalog.current_setting(${WAS}), true)`;
