import type { ColumnNumber, Constraint, RelationId, Table } from "./relation.ts";
import type { TypeId } from "./type.ts";

export interface Part {
  readonly table: RelationId;
  readonly name: string;
}

export interface Blocker {
  /** "view", or "policy p on table": in PostgreSQL's words, before the name. */
  readonly object: string;
  /** Of itself, or of the relation that it belongs to. */
  readonly name: string;
}

/** All that a DROP removes. */
export interface Removal {
  readonly relations: Set<RelationId>;
  readonly columns: { readonly table: RelationId; readonly column: ColumnNumber }[];
  readonly constraints: { readonly table: Table; readonly constraint: Constraint }[];
  readonly triggers: Part[];
  readonly policies: Part[];
  readonly rules: Part[];
  readonly defaults: { readonly table: RelationId; readonly column: ColumnNumber }[];
  readonly types: Set<TypeId>;
  /** Keys "schema.name(arguments)". */
  readonly routines: Set<string>;
  readonly schemas: Set<string>;
  /** What stands in the way without CASCADE. */
  readonly blockers: Blocker[];
  /** Generated columns, which stand in the way from 15 on. */
  readonly generated: Blocker[];
}

export function newRemoval(): Removal {
  return {
    relations: new Set(),
    columns: [],
    constraints: [],
    triggers: [],
    policies: [],
    rules: [],
    defaults: [],
    types: new Set(),
    routines: new Set(),
    schemas: new Set(),
    blockers: [],
    generated: [],
  };
}
