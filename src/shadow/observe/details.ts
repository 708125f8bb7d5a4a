/** What the catalog says below relations: columns, constraints, triggers, types with their labels, functions. */
import { DETAIL_KINDS, type DetailKind, type DetailState } from "../../effects/observation.ts";
import type { Session } from "../engines/session.ts";

/** An object below relations at one moment. */
export interface Detail {
  readonly kind: DetailKind;
  readonly name: string;
  /** Oid of the relation, or of the type of a label; 0: it stands for itself. */
  readonly owner: number;
  /** Its schema, of what stands for itself. */
  readonly schema: string;
  /** What can change of it under its name. */
  readonly state: DetailState;
}

/** By what stays the same under another name: the kind and oids. */
export type Details = ReadonlyMap<string, Detail>;

const EQ = "OPERATOR(pg_catalog.=)";
const GE = (oid: string) => `${oid} OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid`;
const number = (value: string) => `${value}::pg_catalog.int8`;
const schema = (oid: string) => `(SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid ${EQ} ${oid})`;

/** key, name, owner, schema, and its state */
const row = (key: string, name: string, owner: string, of: string, what: string, checked = "false") =>
  `pg_catalog.json_agg(pg_catalog.json_build_array(${key}, ${name}, ${owner}, ${of}, ${what}, ${checked}))`;

const QUERIES: Readonly<Record<DetailKind, string>> = {
  column: `SELECT ${row(
    `pg_catalog.concat(${number("a.attrelid")}, ' ', a.attnum)`,
    "a.attname",
    number("a.attrelid"),
    "''",
    "pg_catalog.format_type(a.atttypid, a.atttypmod)",
    "a.attnotnull",
  )} FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid ${EQ} a.attrelid
    WHERE ${GE("a.attrelid")} AND a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 AND NOT a.attisdropped
      AND c.relkind ${EQ} ANY ('{r,p,f,v,m}'::pg_catalog."char"[])`,
  constraint: `SELECT ${row(
    number("c.oid"),
    "c.conname",
    number("c.conrelid"),
    "''",
    "c.contype",
    "c.convalidated",
  )} FROM pg_catalog.pg_constraint c WHERE ${GE("c.oid")} AND ${GE("c.conrelid")}
    AND c.contype OPERATOR(pg_catalog.<>) 'n'::pg_catalog."char"`,
  trigger: `SELECT ${row(number("t.oid"), "t.tgname", number("t.tgrelid"), "''", "t.tgenabled")}
    FROM pg_catalog.pg_trigger t WHERE ${GE("t.oid")} AND NOT t.tgisinternal`,
  type: `SELECT ${row(number("t.oid"), "t.typname", "0", schema("t.typnamespace"), "t.typtype")}
    FROM pg_catalog.pg_type t WHERE ${GE("t.oid")} AND t.typrelid ${EQ} 0::pg_catalog.oid
      AND t.typelem ${EQ} 0::pg_catalog.oid`,
  label: `SELECT ${row(number("e.oid"), "e.enumlabel", number("e.enumtypid"), "''", "''")}
    FROM pg_catalog.pg_enum e WHERE ${GE("e.enumtypid")}`,
  function: `SELECT ${row(
    number("p.oid"),
    "pg_catalog.concat(p.proname, '(', pg_catalog.oidvectortypes(p.proargtypes), ')')",
    "0",
    schema("p.pronamespace"),
    "pg_catalog.md5(p.prosrc)",
  )} FROM pg_catalog.pg_proc p WHERE ${GE("p.oid")}`,
};

/** PostgreSQL's own functions that are written in SQL: one that a migration replaces is, too, and answers what it likes. */
const REPLACED = `SELECT pg_catalog.count(*)::pg_catalog.int4 FROM pg_catalog.pg_proc p
  WHERE p.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND p.prolang ${EQ} 14::pg_catalog.oid`;

type Row = readonly [
  key: string | number,
  name: string,
  owner: number,
  schema: string,
  what: string,
  checked: boolean,
];

export interface DetailLook {
  readonly details: Details;
  /** How many of the system's functions are written in SQL. */
  readonly systemFunctions: number;
}

type DetailRow = Record<DetailKind, readonly Row[] | null> & { readonly replaced: number };

export const DETAILS_QUERY = `SELECT ${DETAIL_KINDS.map((kind) => `(${QUERIES[kind]}) AS "${kind}"`).join(",\n")}, (${REPLACED}) AS replaced`;

/** One round trip. `query`: DETAILS_QUERY, or what runs it once it is prepared. */
export async function lookAtDetails(session: Session, query = DETAILS_QUERY): Promise<DetailLook> {
  const [found] = await session.query<DetailRow>(query);
  const details = new Map<string, Detail>();
  for (const kind of DETAIL_KINDS)
    for (const [key, name, owner, of, what, checked] of found?.[kind] ?? [])
      details.set(`${kind} ${key}`, { kind, name, owner, schema: of, state: { what, checked } });
  return { details, systemFunctions: found?.replaced ?? 0 };
}
