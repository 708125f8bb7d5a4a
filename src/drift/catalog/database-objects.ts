/** SQL of the facts on what belongs to no table: schemas, extensions, collations, event triggers and rarer objects. */
import { notMember, WITH_USER_SCHEMAS } from "./relations.ts";

/** The locale of a collation has stood in four columns since PostgreSQL 14. */
export function databaseObjects(major: number): string {
  const locale =
    major >= 17
      ? "coalesce(l.colllocale, l.collcollate)"
      : major >= 15
        ? "coalesce(l.colliculocale, l.collcollate)"
        : "l.collcollate";
  return `${WITH_USER_SCHEMAS}
SELECT 'schema' AS object, s.nspname AS schema, NULL AS relation, s.nspname AS name, s.oid::text AS id,
  false AS implied,
  '{}'::json AS attributes
FROM space s WHERE ${notMember("pg_namespace", "s.oid")}
UNION ALL
SELECT 'extension', NULL, NULL, e.extname, e.oid::text, false, json_build_object('schema', n.nspname)
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
UNION ALL
SELECT 'collation', s.nspname, NULL, l.collname, l.oid::text, false, json_strip_nulls(json_build_object(
  'provider', CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' ELSE 'default' END,
  'locale', lower(replace(${locale}, '_', '-')),
  'comparison', CASE WHEN NOT l.collisdeterministic THEN 'nondeterministic' END))
FROM pg_catalog.pg_collation l JOIN space s ON s.oid = l.collnamespace WHERE ${notMember("pg_collation", "l.oid")}
UNION ALL
SELECT 'event trigger', NULL, NULL, t.evtname, t.oid::text, false, json_strip_nulls(json_build_object(
  'event', t.evtevent, 'function', n.nspname || '.' || p.proname,
  'tags', (SELECT string_agg(g, ', ' ORDER BY g) FROM unnest(t.evttags) g),
  'enabled', CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END))
FROM pg_catalog.pg_event_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.evtfoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE ${notMember("pg_event_trigger", "t.oid")}
UNION ALL
SELECT 'publication', NULL, NULL, b.pubname, b.oid::text, false, json_strip_nulls(json_build_object(
  'operations', concat_ws(', ', CASE WHEN b.pubinsert THEN 'insert' END, CASE WHEN b.pubupdate THEN 'update' END,
    CASE WHEN b.pubdelete THEN 'delete' END, CASE WHEN b.pubtruncate THEN 'truncate' END),
  'tables', CASE WHEN b.puballtables THEN 'all' ELSE (SELECT string_agg(n.nspname || '.' || c.relname, ', '
    ORDER BY n.nspname, c.relname) FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = b.oid) END))
FROM pg_catalog.pg_publication b`;
}

const DEFINED: readonly (readonly [object: string, catalog: string, attributes: string])[] = [
  [
    "operator",
    "pg_operator",
    "json_build_object('function', o.oprcode::text, 'commutator', o.oprcom::regoperator::text, 'negator', o.oprnegate::regoperator::text)",
  ],
  ["operator class", "pg_opclass", "json_build_object('default', o.opcdefault::text)"],
  ["operator family", "pg_opfamily", "'{}'::json"],
  [
    "cast",
    "pg_cast",
    "json_build_object('context', o.castcontext, 'method', o.castmethod, 'function', o.castfunc::regprocedure::text)",
  ],
  ["conversion", "pg_conversion", "json_build_object('function', o.conproc::text)"],
  ["language", "pg_language", "'{}'::json"],
  ["foreign-data wrapper", "pg_foreign_data_wrapper", "'{}'::json"],
  ["server", "pg_foreign_server", "'{}'::json"],
  ["text search parser", "pg_ts_parser", "'{}'::json"],
  ["text search template", "pg_ts_template", "'{}'::json"],
  ["text search dictionary", "pg_ts_dict", "json_build_object('options', o.dictinitoption)"],
  [
    "text search configuration",
    "pg_ts_config",
    `json_build_object('mapping', (SELECT string_agg(concat_ws(' ', m.maptokentype,
    m.mapdict::regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = o.oid))`,
  ],
];

// What initdb made has an oid below 16384.
export const RARE_OBJECTS = DEFINED.map(
  ([object, catalog, attributes], index) => `${index === 0 ? WITH_USER_SCHEMAS : "UNION ALL"}
SELECT '${object}' AS object, i.schema, NULL AS relation, i.identity AS name, o.oid::text AS id,
  false AS implied,
  json_strip_nulls(${attributes}) AS attributes
FROM pg_catalog.${catalog} o, pg_catalog.pg_identify_object('pg_catalog.${catalog}'::regclass, o.oid, 0) i
WHERE o.oid >= 16384 AND ${notMember(catalog, "o.oid")} AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.${catalog}'::regclass AND d.objid = o.oid
    AND d.deptype = 'i')`,
).join("\n");
