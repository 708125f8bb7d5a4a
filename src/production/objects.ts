import { attempt } from "./attempt.ts";
import type { Live } from "./live.ts";
import { SYSTEM_SCHEMAS } from "./system-schemas.ts";

/** An object as PostgreSQL writes it, literals and all: it must not leave the program. */
export type LiveDefinition =
  | { readonly kind: "schema"; readonly oid: string; readonly name: string }
  | { readonly kind: "extension"; readonly oid: string; readonly name: string; readonly schema: string }
  | Definition<"view" | "materialized view", { readonly columns: readonly string[] }>
  | Definition<"index" | "trigger", { readonly relation: Name }>
  | Definition<"policy", Policy>
  | Definition<"function", Routine>;

type Definition<K extends string, More> = Placed & { readonly kind: K } & More;

interface Placed {
  readonly oid: string;
  readonly name: Name;
  readonly sql: string | null;
}

/** Of a trigger or policy the schema is its table's. */
export interface Name {
  readonly schema: string;
  readonly name: string;
}

interface Policy {
  readonly relation: Name;
  readonly permissive: boolean;
  readonly command: "ALL" | "SELECT" | "INSERT" | "UPDATE" | "DELETE";
  readonly check: string | null;
}

export interface Routine {
  readonly isProcedure: boolean;
  /** Types alone, as in DROP FUNCTION. */
  readonly types: string;
  /** With names, modes and defaults. */
  readonly arguments: string;
  /** `SETOF text`, `TABLE(a integer)`, `trigger`; null: a procedure. */
  readonly returns: string | null;
  readonly volatility: "IMMUTABLE" | "STABLE" | "VOLATILE";
  readonly strict: boolean;
  /** It gives its result by OUT parameters or the columns of TABLE. */
  readonly hasOut: boolean;
  /** `sql` holds the SQL-standard body, or null. */
  readonly language: string;
}

export interface LiveDefinitions {
  readonly list: readonly LiveDefinition[];
  /** Pairs of oids: the first is made of the second. */
  readonly needs: readonly (readonly [string, string])[];
}

/** Objects of extensions come with them. */
const ofNoExtension = (oid: string, catalog: string): string =>
  `NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

const NAMED = "json_build_object('schema', n.nspname, 'name', c.relname)";

const SCHEMAS = `
SELECT 'schema' AS kind, n.oid::text AS oid, n.nspname AS name FROM pg_catalog.pg_namespace n
WHERE NOT ${SYSTEM_SCHEMAS} AND n.nspname <> 'public' AND ${ofNoExtension("n.oid", "pg_namespace")} ORDER BY 3`;

const EXTENSIONS = `
SELECT 'extension' AS kind, e.oid::text AS oid, e.extname AS name, n.nspname AS schema
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql' ORDER BY 3`;

const VIEWS = `
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind, c.oid::text AS oid, ${NAMED} AS name,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum) AS columns,
       pg_catalog.pg_get_viewdef(c.oid) AS sql
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND NOT ${SYSTEM_SCHEMAS} AND ${ofNoExtension("c.oid", "pg_class")}
ORDER BY n.nspname, c.relname`;

/** Aggregates and window functions cannot be made from their heads. */
const FUNCTIONS = `
SELECT 'function' AS kind, p.oid::text AS oid, json_build_object('schema', n.nspname, 'name', p.proname) AS name,
       p.prokind = 'p' AS "isProcedure", pg_catalog.pg_get_function_identity_arguments(p.oid) AS types,
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments, pg_catalog.pg_get_function_result(p.oid) AS returns,
       CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END AS volatility,
       p.proisstrict AS strict, coalesce(p.proargmodes && '{o,b,t}'::"char"[], false) AS "hasOut", l.lanname AS language, pg_catalog.pg_get_function_sqlbody(p.oid) AS sql
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'p') AND NOT ${SYSTEM_SCHEMAS} AND ${ofNoExtension("p.oid", "pg_proc")}
ORDER BY n.nspname, p.proname, 5`;

const INDEXES = `
SELECT 'index' AS kind, x.indexrelid::text AS oid, json_build_object('schema', n.nspname, 'name', i.relname) AS name,
       ${NAMED} AS relation, pg_catalog.pg_get_indexdef(x.indexrelid) AS sql
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE x.indisvalid AND c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT i.relispartition
  AND NOT ${SYSTEM_SCHEMAS} AND ${ofNoExtension("c.oid", "pg_class")}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.conindid = x.indexrelid)
ORDER BY n.nspname, i.relname`;

const TRIGGERS = `
SELECT 'trigger' AS kind, t.oid::text AS oid, json_build_object('schema', n.nspname, 'name', t.tgname) AS name,
       ${NAMED} AS relation, pg_catalog.pg_get_triggerdef(t.oid) AS sql
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relpersistence <> 't' AND NOT ${SYSTEM_SCHEMAS}
ORDER BY n.nspname, c.relname, t.tgname`;

const POLICIES = `
SELECT 'policy' AS kind, p.oid::text AS oid, json_build_object('schema', n.nspname, 'name', p.polname) AS name,
       ${NAMED} AS relation, p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS sql, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS check
FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT ${SYSTEM_SCHEMAS}
ORDER BY n.nspname, c.relname, p.polname`;

/** What views and functions are made of: a view's query is its rule, a row type is its relation. */
const NEEDS = `
SELECT DISTINCT coalesce(r.ev_class, d.objid)::text AS object, coalesce(t.typrelid, d.refobjid)::text AS needs
FROM pg_catalog.pg_depend d
LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid
LEFT JOIN pg_catalog.pg_type t ON d.refclassid = 'pg_catalog.pg_type'::regclass AND t.oid = d.refobjid AND t.typrelid <> 0
WHERE d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_class'::regclass)
  AND d.refclassid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_type'::regclass)
  AND d.objid >= 16384 AND d.refobjid >= 16384`;

/** What the live database is made of beside tables and types, in the order of kinds in which it can be made. */
export async function readObjects(
  live: Pick<Live, "query">,
  say: (sentence: string) => void,
): Promise<LiveDefinitions | null> {
  return attempt(
    live,
    async () => {
      // Writing a view's definition waits for locks on its tables.
      await live.query("SET LOCAL lock_timeout = 1000");
      const list: LiveDefinition[] = [];
      for (const query of [SCHEMAS, EXTENSIONS, FUNCTIONS, VIEWS, INDEXES, TRIGGERS, POLICIES])
        list.push(...(await live.query<LiveDefinition>(query)));
      const needs = await live.query<{ object: string; needs: string }>(NEEDS);
      return { list, needs: needs.map(({ object, needs }) => [object, needs] as const) };
    },
    ({ code }) =>
      say(
        `Views, functions, triggers and policies are not read (${code === "55P03" ? "a table of theirs is locked" : code}): try again.`,
      ),
  );
}
