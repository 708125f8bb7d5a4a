/** Parts of queries on the catalog: `c` is pg_class, `n` its schema, `a` pg_attribute and `d` pg_attrdef. */

/** Neither the system's, nor a temporary one, nor a member of an extension. */
export const IS_USERS_RELATION = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND c.relpersistence <> 't'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')`;

// The functions and operators in an expression stand in its tree by their oids; CURRENT_TIMESTAMP is a node of its own.
export const IS_VOLATILE_DEFAULT = `(d.adbin::text ~ 'SQLVALUEFUNCTION|NEXTVALUEEXPR' OR EXISTS (
  SELECT FROM regexp_matches(d.adbin::text, ':(?:funcid|opfuncid) (\\d+)', 'g') f
  JOIN pg_proc p ON p.oid = f[1]::oid WHERE p.provolatile <> 'i'))`;

/** The sequences that give a column its values, as they stand in SQL. */
export const SEQUENCES = `(SELECT coalesce(json_agg(DISTINCT q.oid::regclass::text), '[]') FROM pg_depend b
      JOIN pg_class q ON q.relkind = 'S' AND (
        (b.classid = 'pg_class'::regclass AND b.objid = q.oid AND b.deptype = 'i'
          AND b.refclassid = 'pg_class'::regclass AND b.refobjid = c.oid AND b.refobjsubid = a.attnum)
        OR (b.classid = 'pg_attrdef'::regclass AND b.objid = d.oid AND b.refclassid = 'pg_class'::regclass
          AND b.refobjid = q.oid))
      WHERE a.attidentity <> '' OR d.oid IS NOT NULL)`;
