/** Parts of queries on the catalog, with `c` for pg_class, `n` for its schema and `d` for pg_attrdef. */

/** Neither the system's, nor a temporary one, nor a member of an extension. */
export const IS_USERS_RELATION = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND c.relpersistence <> 't'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')`;

// The functions and operators in an expression stand in its tree by their oids; CURRENT_TIMESTAMP is a node of its own.
export const IS_VOLATILE_DEFAULT = `(d.adbin::text ~ 'SQLVALUEFUNCTION|NEXTVALUEEXPR' OR EXISTS (
  SELECT FROM regexp_matches(d.adbin::text, ':(?:funcid|opfuncid) (\\d+)', 'g') f
  JOIN pg_proc p ON p.oid = f[1]::oid WHERE p.provolatile <> 'i'))`;
