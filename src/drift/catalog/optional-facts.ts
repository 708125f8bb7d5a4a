/** SQL of what is no part of a schema for most people, and compared only on request. */
import type { CatalogObject } from "./fact.ts";
import { notMember, WITH_USER_SCHEMAS } from "./relations.ts";

/** `default privileges` name the role that grants them, which is another one in every environment. */
export type OptionalFacts = "comments" | "grants" | "owners" | "storage" | "default privileges";

const COMMENTS = `${WITH_USER_SCHEMAS}
SELECT 'comment' AS object, i.schema, NULL AS relation, i.type || ' ' || i.identity AS name,
  concat_ws('.', d.objoid, nullif(d.objsubid, 0)) AS id, false AS implied, json_build_object('comment', d.description) AS attributes
FROM pg_catalog.pg_description d, pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE (i.schema IN (SELECT nspname FROM space) OR (i.type = 'schema' AND i.name IN (SELECT nspname FROM space)))
  AND d.objoid >= 16384
  AND NOT EXISTS (SELECT FROM member m WHERE m.classid = d.classoid AND m.objid = d.objoid)`;

/**
 * What the owner has needs no word; grants by the owner's role differ in every environment. Privileges that were granted and
 * revoked again stand in the catalog as those that nobody ever touched do not, and mean the same.
 *
 * @param kind as acldefault calls it, which knows what an object has without a grant
 */
function grantsOf(
  catalog: string,
  {
    prefix,
    kind,
    schema,
    column = false,
  }: { prefix: string; kind: string; schema: string; column?: boolean },
): string {
  const owner = column ? "c.relowner" : `o.${prefix}owner`;
  const acl = `o.${prefix}acl`;
  const [of, oid, number] = column ? ["pg_class", "c.oid", "o.attnum"] : [catalog, "o.oid", "0"];
  const from = column ? "JOIN pg_catalog.pg_class c ON c.oid = o.attrelid" : "";
  const id = column ? "c.oid || '.' || o.attnum" : "o.oid::text";
  return `SELECT 'grants', i.schema, NULL, i.type || ' ' || i.identity, ${id}, false, json_build_object('grants', coalesce((
    SELECT string_agg(g.who || ': ' || g.what, ', ' ORDER BY g.who) FROM (
      SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS who,
        string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type) AS what
      FROM aclexplode(${acl}) a WHERE a.grantee <> ${owner} GROUP BY 1) g), 'none'))
FROM pg_catalog.${catalog} o ${from}, pg_catalog.pg_identify_object('pg_catalog.${of}'::regclass, ${oid}, ${number}) i
WHERE ${acl} IS NOT NULL AND ${schema} AND ${notMember(of, oid)}
  AND NOT (${acl} @> acldefault(${kind}, ${owner}) AND ${acl} <@ acldefault(${kind}, ${owner}))`;
}

const IN_SPACE = (column: string) => `${column} IN (SELECT oid FROM space)`;

const GRANTS = `${WITH_USER_SCHEMAS}
SELECT 'grants' AS object, NULL AS schema, NULL AS relation, NULL AS name, NULL AS id, false AS implied, '{}'::json AS attributes
WHERE false UNION ALL ${[
  grantsOf("pg_class", {
    prefix: "rel",
    kind: `CASE o.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END`,
    schema: `o.relkind <> 'i' AND ${IN_SPACE("o.relnamespace")}`,
  }),
  grantsOf("pg_proc", { prefix: "pro", kind: "'f'", schema: IN_SPACE("o.pronamespace") }),
  grantsOf("pg_type", { prefix: "typ", kind: "'T'", schema: IN_SPACE("o.typnamespace") }),
  grantsOf("pg_namespace", { prefix: "nsp", kind: "'n'", schema: IN_SPACE("o.oid") }),
  grantsOf("pg_attribute", {
    prefix: "att",
    kind: "'c'",
    schema: IN_SPACE("c.relnamespace"),
    column: true,
  }),
].join("\nUNION ALL ")}`;

const OWNERS = `${WITH_USER_SCHEMAS}
SELECT 'owner' AS object, i.schema, NULL AS relation, i.type || ' ' || i.identity AS name, d.objid::text AS id, false AS implied,
  json_build_object('owner', pg_get_userbyid(d.refobjid)) AS attributes
FROM pg_catalog.pg_shdepend d, pg_catalog.pg_identify_object(d.classid, d.objid, 0) i
WHERE d.deptype = 'o' AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (i.schema IN (SELECT nspname FROM space) OR (i.type = 'schema' AND i.name IN (SELECT nspname FROM space)))
  AND NOT EXISTS (SELECT FROM member m WHERE m.classid = d.classid AND m.objid = d.objid)`;

const STORAGE = `${WITH_USER_SCHEMAS}
SELECT 'storage parameters' AS object, s.nspname AS schema, NULL AS relation, i.type || ' ' || i.identity AS name,
  c.oid::text AS id, false AS implied,
  json_build_object('parameters', (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o)) AS attributes
FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace,
  pg_catalog.pg_identify_object('pg_catalog.pg_class'::regclass, c.oid, 0) i
WHERE c.reloptions IS NOT NULL AND c.relkind IN ('r', 'p', 'm', 'i') AND ${notMember("pg_class", "c.oid")}`;

const DEFAULT_PRIVILEGES = `SELECT 'grants' AS object, NULL AS schema, NULL AS relation, i.type || ' ' || i.identity AS name,
  d.oid::text AS id, false AS implied, json_build_object('grants', d.defaclacl::text) AS attributes
FROM pg_catalog.pg_default_acl d, pg_catalog.pg_identify_object('pg_catalog.pg_default_acl'::regclass, d.oid, 0) i`;

export const OPTIONAL_FACTS: Readonly<Record<OptionalFacts, string>> = {
  comments: COMMENTS,
  grants: GRANTS,
  owners: OWNERS,
  storage: STORAGE,
  "default privileges": DEFAULT_PRIVILEGES,
};

export const EVERY_OPTIONAL_FACT = Object.keys(OPTIONAL_FACTS) as OptionalFacts[];

/** What those facts are about. They come and go with the objects that they are attached to. */
export const OPTIONAL_OBJECTS: ReadonlySet<CatalogObject> = new Set([
  "comment",
  "owner",
  "grants",
  "storage parameters",
]);
