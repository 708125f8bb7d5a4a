/** The query behind a look below relations. */
import type { DetailKind } from "../../effects/observation.ts";
import { PLANS_AS_BEFORE } from "./kept-plans.ts";
import { IS_COUNTING } from "./look-query.ts";
import {
  commandOf,
  countWritten,
  FIRST_PLACE,
  isInTail,
  isSince,
  lastPlace,
  OWN_HORIZON,
  OWN_TRANSACTION,
  transactionText,
  type Way,
  writesTo,
  writtenSince,
} from "./written-rows.ts";

/** By which a later look tells what was written since. */
export interface DetailMark {
  /** Transaction id: rows that were written since have this one or a later one. */
  readonly horizon: string;
  /** The transaction's own id; null: it had none, or the look was one of another transaction. */
  readonly transaction: string | null;
  readonly searchPath: string;
  /** By kind, and of all types and schemas: how many rows there were, and the last command of the transaction that wrote. */
  readonly rows: Readonly<Record<Counted, RowMark>>;
}

interface RowMark {
  readonly total: number;
  readonly command: number | null;
  /** How often the transaction has written to the catalog. Null: not known, or not certain to be counted. */
  readonly writes: number | null;
  /** How often by new rows. */
  readonly inserted: number;
  /** Where rows that are written from now on are looked for first: see `countWritten`. */
  readonly tail: string;
}

type Counted = DetailKind | "name";

/** key, name, owner, schema, and its state */
export type Detailed = readonly [
  key: string | number,
  name: string,
  owner: number,
  schema: string,
  what: string,
  checked: boolean,
];

export type WrittenRows = readonly [
  /** Null: nothing is gone, and what was inserted has come. */
  total: number | null,
  written: readonly Detailed[] | null,
  /** How many were written of which nothing is told. */
  others: number,
  last: string | null,
  command: number | null,
];

/** What `detailQuery` answers; null: the catalog was not written to since. */
export interface DetailRow extends Readonly<Record<DetailKind, WrittenRows | null>> {
  /** Types of all sorts and schemas, by which others are named, and whether one that was written has the name of another one. */
  readonly name:
    | readonly [total: number, written: number, isNamesake: boolean, command: number | null]
    | null;
  readonly writes: Readonly<Record<Counted, number>>;
  readonly inserted: Readonly<Record<Counted, number>>;
  readonly horizon: string;
  readonly transaction: string | null;
  readonly searchPath: string;
  readonly replaced: number | null;
}

const EQ = "OPERATOR(pg_catalog.=)";
const GE = (oid: string) => `${oid} OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid`;
const number = (value: string) => `${value}::pg_catalog.int8`;
const schema = (oid: string) => `(SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid ${EQ} ${oid})`;

interface Source {
  /** The oid of its catalog. */
  readonly catalog: number;
  readonly row: readonly [
    key: string,
    name: string,
    owner: string,
    schema: string,
    what: string,
    checked?: string,
  ];
  /** The rows of a catalog, as x. */
  readonly from: string;
  /** What is told of them; others only count. Asked of all rows, and of few. */
  readonly isTold?: { readonly ofAll: string; readonly ofFew: string };
}

/** Without an index, which for most rows of a catalog takes longer; who plans it thinks of few. */
const users = (catalog: string, oid: string, condition = "TRUE") =>
  `pg_catalog.${catalog} x WHERE CASE WHEN ${GE(oid)} THEN ${condition} ELSE FALSE END`;

/** Columns of indexes and of composite types are not told of. */
const HAS_COLUMNS = `c.relkind ${EQ} ANY ('{r,p,f,v,m}'::pg_catalog."char"[])`;

const SOURCES: Readonly<Record<DetailKind, Source>> = {
  column: {
    catalog: 1249,
    row: [
      `pg_catalog.concat(${number("x.attrelid")}, ' ', x.attnum)`,
      "x.attname",
      number("x.attrelid"),
      "''",
      "pg_catalog.format_type(x.atttypid, x.atttypmod)",
      "x.attnotnull",
    ],
    from: users(
      "pg_attribute",
      "x.attrelid",
      "x.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2 AND NOT x.attisdropped",
    ),
    isTold: {
      ofAll: `x.attrelid ${EQ} ANY (SELECT c.oid FROM pg_catalog.pg_class c WHERE ${HAS_COLUMNS})`,
      ofFew: `COALESCE((SELECT ${HAS_COLUMNS} FROM pg_catalog.pg_class c WHERE c.oid ${EQ} x.attrelid), FALSE)`,
    },
  },
  constraint: {
    catalog: 2606,
    row: [number("x.oid"), "x.conname", number("x.conrelid"), "''", "x.contype", "x.convalidated"],
    from: users(
      "pg_constraint",
      "x.oid",
      `${GE("x.conrelid")} AND x.contype OPERATOR(pg_catalog.<>) 'n'::pg_catalog."char"`,
    ),
  },
  trigger: {
    catalog: 2620,
    row: [number("x.oid"), "x.tgname", number("x.tgrelid"), "''", "x.tgenabled"],
    from: users("pg_trigger", "x.oid", "NOT x.tgisinternal"),
  },
  type: {
    catalog: 1247,
    row: [number("x.oid"), "x.typname", "0", schema("x.typnamespace"), "x.typtype"],
    from: users(
      "pg_type",
      "x.oid",
      `x.typrelid ${EQ} 0::pg_catalog.oid AND x.typelem ${EQ} 0::pg_catalog.oid`,
    ),
  },
  label: {
    catalog: 3501,
    row: [number("x.oid"), "x.enumlabel", number("x.enumtypid"), "''", "''"],
    from: users("pg_enum", "x.enumtypid"),
  },
  function: {
    catalog: 1255,
    row: [
      number("x.oid"),
      "pg_catalog.concat(x.proname, '(', pg_catalog.oidvectortypes(x.proargtypes), ')')",
      "0",
      schema("x.pronamespace"),
      "pg_catalog.md5(x.prosrc)",
    ],
    from: `pg_catalog.pg_proc x WHERE ${GE("x.oid")}`,
  },
};

/** PostgreSQL's own functions that are written in SQL: one that a migration replaces is, too, and answers what it likes. */
const REPLACED = `SELECT pg_catalog.count(*) FROM pg_catalog.pg_proc p
  WHERE p.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND p.prolang ${EQ} 14::pg_catalog.oid`;

/** What was never looked at: all rows were written since. */
const NOTHING: RowMark = { total: 0, command: null, writes: null, inserted: 0, tail: FIRST_PLACE };
export const DETAIL_MARK: DetailMark = {
  horizon: "2",
  transaction: null,
  searchPath: "",
  rows: {
    column: NOTHING,
    constraint: NOTHING,
    trigger: NOTHING,
    type: NOTHING,
    label: NOTHING,
    function: NOTHING,
    name: NOTHING,
  },
};

const KINDS = Object.keys(SOURCES) as DetailKind[];
const COUNTED: readonly Counted[] = [...KINDS, "name"];
/** pg_type, pg_namespace */
const NAMING = [1247, 2615];

const written = (ways?: readonly Way[]) =>
  Object.fromEntries(
    COUNTED.map((kind) => [kind, writesTo(kind === "name" ? NAMING : [SOURCES[kind].catalog], ways)]),
  ) as Readonly<Record<Counted, string>>;
const WRITES = written();
const INSERTED = written(["inserted"]);

/** Keys of those that are there, by kind: text, with commas between. */
export type LeftRow = Readonly<Partial<Record<DetailKind, string | null>>>;

/** To be prepared. One value, of type json: a `LeftRow`. To list keys takes a fraction of what it takes to tell all that is there. */
export function prepareLeft(name: string, kinds: readonly DetailKind[]): string {
  const keys = kinds.map((kind) => {
    const { row, from, isTold } = SOURCES[kind];
    const [key] = row;
    return `'${kind}', (SELECT pg_catalog.string_agg(pg_catalog.concat(${key}), ','::pg_catalog.text)
      FROM ${from} AND ${isTold?.ofAll ?? "TRUE"})`;
  });
  return `PREPARE ${name} AS SELECT pg_catalog.json_build_object(${keys.join(", ")}) AS left`;
}

/** A mark, as SQL. */
interface WrittenMark {
  readonly horizon: string;
  readonly transaction: string;
  readonly commands: readonly string[];
  readonly writes: readonly string[];
  readonly tails: readonly string[];
}

export function detailQuery(mark: DetailMark): string {
  return queryBehind(valuesOf(mark));
}

/** To be prepared; `executeDetails` is then the same as `detailQuery`. */
export function prepareDetails(name: string): string {
  const parameter = (at: number) => `$${at + 1}`;
  const commands = COUNTED.map((_, at) => parameter(at + 2));
  const writes = COUNTED.map((_, at) => parameter(at + 2 + COUNTED.length));
  const tails = KINDS.map((_, at) => parameter(at + 2 + 2 * COUNTED.length));
  const types = ["xid", "xid", ...[...commands, ...writes].map(() => "int8"), ...tails.map(() => "tid")];
  const mark = { horizon: parameter(0), transaction: parameter(1), commands, writes, tails };
  return `PREPARE ${name} (${types.map((type) => `pg_catalog.${type}`).join(", ")}) AS
    ${queryBehind(mark, `, ${PLANS_AS_BEFORE}`)}`;
}

export function executeDetails(name: string, mark: DetailMark): string {
  const { horizon, transaction, commands, writes, tails } = valuesOf(mark);
  return `EXECUTE ${name} (${[horizon, transaction, ...commands, ...writes, ...tails].join(", ")})`;
}

function valuesOf({ horizon, transaction, rows }: DetailMark): WrittenMark {
  const value = (text: string | number | null, type: string) =>
    text === null ? `NULL::pg_catalog.${type}` : `'${text}'::pg_catalog.${type}`;
  return {
    horizon: value(horizon, "xid"),
    transaction: value(transaction, "xid"),
    commands: COUNTED.map((kind) => value(rows[kind].command, "int8")),
    writes: COUNTED.map((kind) => value(rows[kind].writes, "int8")),
    tails: KINDS.map((kind) => value(rows[kind].tail, "tid")),
  };
}

/** One value, of type json. */
function queryBehind({ horizon, transaction, commands, writes, tails }: WrittenMark, end = ""): string {
  const since = (kind: Counted) =>
    writtenSince("x", { horizon, transaction, command: commands[COUNTED.indexOf(kind)] ?? "NULL" });
  const command = `pg_catalog.max(${commandOf("x")}) FILTER (WHERE ${isSince("x.xmin", OWN_TRANSACTION)})`;
  const known = (kind: Counted) => writes[COUNTED.indexOf(kind)] ?? "NULL";
  const unless = (kind: Counted, query: string) =>
    `CASE WHEN (${WRITES[kind]}) ${EQ} ${known(kind)} AND ${IS_COUNTING} THEN NULL ${query} END`;
  const details = KINDS.map((kind, at) => {
    const { row, from, isTold = { ofAll: "TRUE", ofFew: "TRUE" } } = SOURCES[kind];
    const [key, name, owner, of, what, checked = "false"] = row;
    const one = `pg_catalog.json_build_array(${[key, name, owner, of, what, checked].join(", ")})`;
    const rows = (
      total: string,
      where: string,
      told: string,
    ) => `(SELECT pg_catalog.json_build_array(${total},
      pg_catalog.json_agg(${one}) FILTER (WHERE CASE WHEN ${since(kind)} THEN ${told} ELSE FALSE END),
      pg_catalog.count(*) FILTER (WHERE CASE WHEN ${since(kind)} THEN NOT ${told} ELSE FALSE END),
      ${lastPlace("x")}, ${command}) FROM ${from}${where})`;
    const inTail = ` AND ${isInTail("x", tails[at] ?? "NULL")}`;
    const found = countWritten("x", `FROM ${from}${inTail}`, since(kind));
    return `'${kind}', ${unless(
      kind,
      `WHEN ${found} ${EQ} ((${WRITES[kind]}) OPERATOR(pg_catalog.-) ${known(kind)}) AND ${IS_COUNTING}
        THEN ${rows("NULL", inTail, isTold.ofFew)} ELSE ${rows("pg_catalog.count(*)", "", isTold.ofAll)}`,
    )}`;
  });
  const names = `SELECT pg_catalog.json_build_array(pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE ${since("name")}),
      pg_catalog.bool_or(x.name IS NOT NULL AND ${since("name")} AND EXISTS (SELECT FROM pg_catalog.pg_type y
        WHERE y.typname ${EQ} x.name AND y.oid OPERATOR(pg_catalog.<>) x.oid)), ${command})
    FROM (SELECT x.xmin, x.xmax, x.cmin, x.typname AS name, x.oid FROM pg_catalog.pg_type x WHERE ${GE("x.oid")}
      UNION ALL SELECT x.xmin, x.xmax, x.cmin, NULL, x.oid FROM pg_catalog.pg_namespace x) x`;
  const counts = (of: Readonly<Record<Counted, string>>) =>
    `pg_catalog.json_build_object(${COUNTED.map((kind) => `'${kind}', ${of[kind]}`).join(", ")})`;
  return `SELECT pg_catalog.json_build_object(${details.join(",\n")}, 'name', ${unless("name", `ELSE (${names})`)},
    'writes', ${counts(WRITES)}, 'inserted', ${counts(INSERTED)},
    'horizon', ${OWN_HORIZON}, 'transaction', ${transactionText(OWN_TRANSACTION)},
    'searchPath', pg_catalog.current_setting('search_path'), 'replaced', ${unless("function", `ELSE (${REPLACED})`)}) AS details${end}`;
}
