/** What is no schema of the user's. */
export const SYSTEM_SCHEMAS = `(n.nspname ~ '^pg_' OR n.nspname = 'information_schema')`;
