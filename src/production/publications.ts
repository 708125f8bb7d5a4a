import type { Live } from "./live.ts";
import type { Snapshot } from "./snapshot.ts";

type Publications = NonNullable<Snapshot["publications"]>;

const PUBLICATIONS = `
SELECT p.oid::text AS oid, p.pubname AS name, p.puballtables AS "allTables",
       array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                          CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL) AS operations
FROM pg_catalog.pg_publication p ORDER BY 2`;

/** Row filters are not read: they hold values. Column lists and whole schemas came with 15. */
function tablesQuery(major: number): string {
  const columns =
    major < 15
      ? "NULL::text[]"
      : `CASE WHEN r.prattrs IS NOT NULL THEN ARRAY(
           SELECT a.attname::text FROM unnest(r.prattrs) WITH ORDINALITY AS one (number, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = one.number ORDER BY one.place) END`;
  return `SELECT r.prpubid::text AS publication, n.nspname || '.' || c.relname AS relation, ${columns} AS columns
          FROM pg_catalog.pg_publication_rel r
          JOIN pg_catalog.pg_class c ON c.oid = r.prrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          ORDER BY 2`;
}

const SCHEMAS = `
SELECT s.pnpubid::text AS publication, n.nspname AS name
FROM pg_catalog.pg_publication_namespace s JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid ORDER BY 2`;

export async function readPublications(live: Pick<Live, "major" | "query">): Promise<Publications> {
  type Head = Omit<Publications[number], "schemas" | "tables"> & { readonly oid: string };
  const heads = await live.query<Head>(PUBLICATIONS);
  if (heads.length === 0) return [];
  type Member = Publications[number]["tables"][number] & { readonly publication: string };
  const tables = await live.query<Member>(tablesQuery(live.major));
  const schemas = live.major < 15 ? [] : await live.query<{ publication: string; name: string }>(SCHEMAS);
  return heads.map(({ oid, name, allTables, operations }) => ({
    name,
    allTables,
    schemas: schemas.filter(({ publication }) => publication === oid).map((schema) => schema.name),
    tables: tables
      .filter(({ publication }) => publication === oid)
      .map(({ relation, columns }) => ({ relation, columns })),
    operations,
  }));
}
