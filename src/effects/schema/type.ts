/** Types: what a column's type is, and the types that the user made. */
import { as, type Node, nameParts, type TypeName } from "../../sql/nodes.ts";
import type { Column, Expression } from "./relation.ts";

export type TypeId = number;

/** The type of a column. User types are known by id, so that a rename moves the name only. */
export interface ColumnType {
  /** Null for a built-in type, or one that no statement defined (of an extension, say). */
  readonly id: TypeId | null;
  /** `pg_catalog` for a built-in type; null when an unqualified name is not known. */
  readonly schema: string | null;
  /** pg_type.typname: `int4`, `varchar`, `timestamptz`; the element's name for an array. */
  readonly name: string;
  /** As written: [10, 2] for numeric(10,2); an interval's first number is the mask of its fields. */
  readonly modifiers: readonly number[];
  readonly array: boolean;
}

interface Base {
  readonly id: TypeId;
  readonly schema: string;
  readonly name: string;
  readonly born: number;
  /** The ordinal of the change that last renamed or moved it. */
  readonly renamed?: number;
}

export interface EnumLabel {
  readonly label: string;
  /** The ordinal of the change that made it. */
  readonly born: number;
  /** The transaction that added it, if that was an ALTER TYPE … ADD VALUE. */
  readonly addedIn: string | null;
}

export interface EnumType extends Base {
  readonly kind: "enum";
  /** The transaction that created it; null: it was committed at once. */
  readonly madeIn: string | null;
  /** In their order. */
  readonly labels: readonly EnumLabel[];
}

export interface DomainType extends Base {
  readonly kind: "domain";
  readonly base: ColumnType;
  readonly notNull: boolean;
  readonly default: Node | null;
  readonly checks: readonly {
    readonly name: string;
    readonly valid: boolean;
    readonly expression: Expression;
  }[];
}

export interface CompositeType extends Base {
  readonly kind: "composite";
  readonly columns: readonly Column[];
}

/** A range, a base type in C, a shell. */
export interface OtherType extends Base {
  readonly kind: "range" | "base";
}

export type UserType = EnumType | DomainType | CompositeType | OtherType;

/** Names that the grammar takes for a type of pg_catalog under another name (pg_type.typname). */
const SERIALS: Readonly<Record<string, string>> = {
  serial: "int4",
  serial4: "int4",
  bigserial: "int8",
  serial8: "int8",
  smallserial: "int2",
  serial2: "int2",
};

/** `serial`, `bigserial` … are no types but an integer, a sequence and a default. The integer's name, or null. */
export function serialBase(type: TypeName | undefined): string | null {
  const [name, more] = nameParts(type?.names);
  return name !== undefined && more === undefined && !type?.arrayBounds ? (SERIALS[name] ?? null) : null;
}

/** The numbers in parentheses behind a type's name; what is no integer constant counts as 0. */
export function modifiersOf(type: TypeName): number[] {
  return (type.typmods ?? []).map((node) => {
    const integer = as(node, "A_Const")?.ival;
    return integer ? (integer.ival ?? 0) : 0;
  });
}
