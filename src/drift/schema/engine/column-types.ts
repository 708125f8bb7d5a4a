import type { Table } from "../../../shadow/engines/session.ts";

/** What Prisma's driver adapters call a result (driver-adapter-utils: SqlResultSet). */
export interface ResultSet {
  readonly columnNames: readonly string[];
  readonly columnTypes: readonly number[];
  readonly rows: readonly (readonly unknown[])[];
}

interface ColumnType {
  /** By driver-adapter-utils: ColumnTypeEnum. */
  readonly number: number;
  readonly read: (value: unknown) => unknown;
}

const TEXT: ColumnType = { number: 7, read: String };
const INT32: ColumnType = { number: 0, read: Number };
const INT64: ColumnType = { number: 1, read: String };
const TEXTS: ColumnType = { number: 71, read: (value) => (Array.isArray(value) ? value.map(String) : []) };
const INTS: ColumnType = { number: 64, read: (value) => (Array.isArray(value) ? value.map(Number) : []) };

/** By the OID of pg_type; every other type is read as its text. */
const TYPES: Readonly<Record<number, ColumnType>> = {
  16: { number: 5, read: (value) => value === true },
  // "char"
  18: { number: 6, read: String },
  // int8, int2, int4, oid
  20: INT64,
  21: INT32,
  23: INT32,
  26: INT64,
  // int2[], int4[], text[], name[], varchar[]
  1005: INTS,
  1007: INTS,
  1009: TEXTS,
  1003: TEXTS,
  1015: TEXTS,
};

/** A result as Prisma's engine reads it. */
export function resultSet({ columns, rows }: Table): ResultSet {
  const types = columns.map(({ type }) => TYPES[type] ?? TEXT);
  return {
    columnNames: columns.map(({ name }) => name),
    columnTypes: types.map(({ number }) => number),
    rows: rows.map((row) =>
      row.map((value, at) => (value === null || value === undefined ? null : types[at]?.read(value))),
    ),
  };
}
