/** What the catalog says of a table, as far as it decides which rows the table takes. */

/** A type by its oid; an oid may be larger than what a signed integer holds. */
export type TypeId = number;

export interface ColumnShape {
  readonly name: string;
  /** The name as it stands in SQL. */
  readonly sql: string;
  readonly type: TypeId;
  /** -1: none. */
  readonly modifier: number;
  /** The type with its modifier, as it stands in SQL. */
  readonly typeSql: string;
  /** NOT NULL, of the column or of its domain. */
  readonly required: boolean;
  /** The expression of a generated column. */
  readonly generated: string | null;
  /** The expression of its default. */
  readonly default: string | null;
  /** GENERATED AS IDENTITY. */
  readonly identity: boolean;
  /** Sequences that fill it, as they stand in SQL. */
  readonly sequences: readonly string[];
}

/** A unique index or an exclusion constraint. */
export interface DistinctShape {
  /** Of its keys; where one is an expression, also those of its predicate. */
  readonly columns: readonly string[];
}

export interface ForeignKeyShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** The table that it points to: perhaps a partitioned one. */
  readonly to: number;
  /** Its name as it stands in SQL. */
  readonly toSql: string;
  readonly toColumns: readonly string[];
  /** MATCH FULL. */
  readonly full: boolean;
  /** The operator that compares each pair, as it stands in SQL between the referenced and the own column. */
  readonly operators: readonly string[];
  /** It compares periods: PostgreSQL alone knows how. */
  readonly period: boolean;
}

export interface TableShape {
  readonly oid: number;
  /** `schema.name`. */
  readonly relation: string;
  /** The name alone, as it stands in SQL. */
  readonly nameSql: string;
  /** The qualified name as it stands in SQL. */
  readonly sql: string;
  readonly partitioned: boolean;
  /** The partitioned tables above it. */
  readonly ancestors: readonly number[];
  /** What a row has to satisfy to belong to this partition. */
  readonly bound: string | null;
  /** It may hold rows already. */
  readonly hasPages: boolean;
  /** Triggers or rules of the user would take part in an INSERT. */
  readonly hasTriggers: boolean;
  readonly columns: readonly ColumnShape[];
  /** Expressions. */
  readonly checks: readonly string[];
  readonly distinct: readonly DistinctShape[];
  readonly foreignKeys: readonly ForeignKeyShape[];
}

export interface TypeShape {
  readonly oid: TypeId;
  readonly name: string;
  /** pg_type.typtype: b base, c composite, d domain, e enum, r range, m multirange, p pseudo. */
  readonly kind: string;
  /** As it stands in SQL, of no certain length. */
  readonly sql: string;
  /** Of an array. */
  readonly element: TypeId | null;
  /** Of a domain, with its modifier. */
  readonly base: TypeId | null;
  readonly modifier: number;
  readonly required: boolean;
  readonly labels: readonly string[];
  /** Of a range its subtype, of a multirange its range. */
  readonly subtype: TypeId | null;
  readonly attributes: readonly { readonly type: TypeId; readonly modifier: number }[];
  /** Expressions. */
  readonly checks: readonly string[];
}

export interface Shapes {
  readonly tables: readonly TableShape[];
  readonly types: ReadonlyMap<TypeId, TypeShape>;
}
