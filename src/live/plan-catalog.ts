/** The tables that queries read, as a shadow has them, with all that sizes and statistics are put on. */
import type { Session } from "../shadow/engines/session.ts";

export interface PlannedIndex {
  readonly oid: string;
  /** `schema.name`. */
  readonly index: string;
  readonly name: string;
  /** Null: that of a partitioned table has no file. */
  readonly path: string | null;
  /** OID of the index of the partitioned table that it belongs to. */
  readonly parent: string | null;
  /** btree, hash, gin, gist, brin, spgist ... */
  readonly method: string;
  /** Names of its columns in the table, key columns and included ones; "" is an expression. */
  readonly columns: readonly string[];
  readonly isPartial: boolean;
  /** All that decides which conditions it serves: two indexes with the same one stand for each other. */
  readonly signature: string;
}

export interface PlannedTable {
  readonly oid: string;
  /** `schema.name`. */
  readonly relation: string;
  readonly name: string;
  /** Null: a partitioned table has no file. */
  readonly path: string | null;
  /** Of the table that it is a partition or child of. */
  readonly parent: string | null;
  readonly isPartition: boolean;
  /** Columns that decide which of its partitions is read; none where it is not partitioned. */
  readonly partitionKeys: readonly string[];

  readonly columns: readonly { readonly number: number; readonly name: string; readonly type: string }[];
  readonly indexes: readonly PlannedIndex[];
}

/** Views lead to what they read, tables to their partitions and children and to what they are such of. */
const TABLES = `
WITH RECURSIVE reached(oid) AS (
  SELECT c.oid
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE (c.relname = ANY ($1::name[]) OR c.oid = ANY ($2::oid[])) AND c.relkind IN ('r', 'p', 'm', 'v') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION
  SELECT next.oid
  FROM reached r
  CROSS JOIN LATERAL (
    SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = r.oid
    UNION ALL
    SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid = r.oid
    UNION ALL
    SELECT d.refobjid FROM pg_catalog.pg_rewrite w
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    WHERE w.ev_class = r.oid AND d.refobjid <> w.ev_class
  ) AS next(oid)
)
SELECT c.oid::text AS oid,
       n.nspname || '.' || c.relname AS relation,
       c.relname::text AS name,
       pg_catalog.pg_relation_filepath(c.oid) AS path,
       (SELECT inhparent::text FROM pg_catalog.pg_inherits WHERE inhrelid = c.oid ORDER BY inhseqno LIMIT 1) AS parent,
       c.relispartition AS "isPartition",
       (SELECT coalesce(jsonb_agg(a.attname), '[]')
        FROM pg_catalog.pg_partitioned_table p
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (p.partattrs::int2[])
        WHERE p.partrelid = c.oid AND a.attnum > 0) AS "partitionKeys",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', a.attnum, 'name', a.attname, 'type',
                 a.atttypid::text || ' ' || a.atttypmod || ' ' || a.attcollation) ORDER BY a.attnum), '[]')
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                 'oid', x.oid::text, 'index', xn.nspname || '.' || x.relname, 'name', x.relname,
                 'path', pg_catalog.pg_relation_filepath(x.oid),
                 'parent', (SELECT inhparent::text FROM pg_catalog.pg_inherits WHERE inhrelid = x.oid), 'method', m.amname,
                 'columns', (SELECT jsonb_agg(coalesce(a.attname, '') ORDER BY k.at)
                             FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, at)
                             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0),
                 'isPartial', i.indpred IS NOT NULL,
                 'signature', concat_ws(' ', m.amname, i.indisunique, i.indimmediate, i.indisvalid, i.indkey, i.indclass,
                   i.indcollation, i.indoption, pg_catalog.pg_get_expr(i.indexprs, c.oid),
                   'WHERE ' || pg_catalog.pg_get_expr(i.indpred, c.oid),
                   (SELECT string_agg(a.atttypid::text, ',' ORDER BY a.attnum)
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.oid)))
                 ORDER BY x.relname), '[]')
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace xn ON xn.oid = x.relnamespace
        JOIN pg_catalog.pg_am m ON m.oid = x.relam
        WHERE i.indrelid = c.oid) AS indexes
FROM reached
JOIN pg_catalog.pg_class c ON c.oid = reached.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm')
ORDER BY 2`;

/** The tables that bare names and OIDs lead to, in whatever schema, sorted by name. Throws QueryRefused. */
export function readPlannedTables(
  session: Session,
  names: Iterable<string>,
  oids: Iterable<string>,
): Promise<PlannedTable[]> {
  return session.query<PlannedTable>(TABLES, [[...new Set(names)], [...oids]]);
}

/** Bare names of the tables that indexes with these bare names are on. Throws QueryRefused. */
export async function readTablesOfIndexes(session: Session, indexes: Iterable<string>): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT DISTINCT t.relname::text AS name
     FROM pg_catalog.pg_index i
     JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
     JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
     WHERE x.relname = ANY ($1::name[])`,
    [[...indexes]],
  );
  return rows.map(({ name }) => name);
}
