/** What the catalogs of a session say, read with queries that share nothing with those of the rehearsal. */
import type { Session } from "../../src/shadow/engines/session.ts";

/** A table, materialized view or index at one moment of a transaction. */
export interface Seen {
  readonly oid: number;
  readonly name: string;
  /** pg_class.relkind */
  readonly kind: "r" | "p" | "m" | "i" | "I";
  /** pg_class.relfilenode */
  readonly file: number;
  /** Of an index: its table, and whether it is unique. */
  readonly table: number | null;
  readonly unique: boolean | null;
  /** Scans that the transaction has begun so far; of a table only those of all its rows. */
  readonly scans: number;
  /** The highest number of a column, and the numbers of those that are gone. */
  readonly columns: number;
  readonly dropped: readonly number[] | null;
}

export interface Look {
  readonly relations: ReadonlyMap<number, Seen>;
  /** What pg_locks names, also of relations that are gone. */
  readonly locks: readonly { readonly oid: number; readonly mode: string }[];
  /** Validated foreign keys. */
  readonly keys: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
}

const RELATIONS = `SELECT c.oid::int8, n.nspname || '.' || c.relname AS name, c.relkind AS kind,
    c.relfilenode::int8 AS file, i.indrelid::int8 AS table, i.indisunique AS unique,
    pg_stat_get_xact_numscans(c.oid) AS scans, c.relnatts::int4 AS columns, a.dropped
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN (SELECT attrelid, array_agg(attnum::int4) AS dropped FROM pg_attribute
      WHERE attisdropped GROUP BY attrelid) a ON a.attrelid = c.oid
  WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm', 'i', 'I') AND c.relpersistence <> 't'
    AND n.nspname <> 'pg_toast'`;

const LOCKS = `SELECT relation::int8 AS oid, mode FROM pg_locks
  WHERE locktype = 'relation' AND granted AND pid = pg_backend_pid()`;

const KEYS = `SELECT oid::int8, conrelid::int8 AS from, confrelid::int8 AS to FROM pg_constraint
  WHERE contype = 'f' AND convalidated`;

export async function look(session: Session): Promise<Look> {
  const relations = await session.query<Seen>(RELATIONS);
  const locks = await session.query<{ oid: number; mode: string }>(LOCKS);
  const keys = await session.query<{ oid: number; from: number; to: number }>(KEYS);
  return {
    relations: new Map(relations.map((seen) => [Number(seen.oid), numbered(seen)])),
    locks: locks.map(({ oid, mode }) => ({ oid: Number(oid), mode })),
    keys: new Map(keys.map(({ oid, from, to }) => [Number(oid), { from: Number(from), to: Number(to) }])),
  };
}

/** int8 comes as a string from a server, as a number from PGlite. */
function numbered(seen: Seen): Seen {
  const { oid, file, table, scans } = seen;
  return {
    ...seen,
    oid: Number(oid),
    file: Number(file),
    table: table === null ? null : Number(table),
    scans: Number(scans),
  };
}

/** What code and rows rely on, one line of text each, keyed by what stays the same when it is renamed. */
export type Reliance = ReadonlyMap<string, string>;

/** A required column is one that an INSERT has to give a value for. */
const RELIANCE = `
  SELECT 'relation ' || c.oid AS key, n.nspname || '.' || c.relname AS value
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname <> 'pg_toast'
  UNION ALL SELECT 'column ' || attrelid || ' ' || attnum, attname || ' ' || format_type(atttypid, atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped AND c.relkind IN ('r', 'p')
  UNION ALL SELECT 'required ' || attrelid || ' ' || attnum, ''
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped AND c.relkind IN ('r', 'p')
      AND attnotnull AND NOT atthasdef AND attidentity = ''
  UNION ALL SELECT 'not null ' || attrelid || ' ' || attnum, ''
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped AND attnotnull AND c.relkind IN ('r', 'p')
  UNION ALL SELECT 'value ' || oid, enumlabel FROM pg_enum WHERE oid >= 16384
  UNION ALL SELECT 'type ' || t.oid, n.nspname || '.' || t.typname
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid >= 16384 AND t.typtype IN ('e', 'd')
  UNION ALL SELECT 'function ' || oid, oid::regprocedure::text FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT 'check ' || oid, conrelid || ' ' || array_to_string(conkey, ',')
    FROM pg_constraint WHERE oid >= 16384 AND convalidated AND contype IN ('c', 'f', 'x') AND conrelid <> 0
  UNION ALL SELECT 'unique ' || indexrelid, indrelid || ' ' || array_to_string(indkey::int2[], ',')
    FROM pg_index WHERE indexrelid >= 16384 AND indisunique`;

export async function reliance(session: Session): Promise<Reliance> {
  const rows = await session.query<{ key: string; value: string }>(RELIANCE);
  return new Map(rows.map(({ key, value }) => [key, value]));
}
