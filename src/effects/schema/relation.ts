/**
 * What a schema model knows of relations. Every object is immutable and found by its id, so that a rename moves a
 * name only; columns are referred to by number (pg_attribute.attnum), which a rename does not change either.
 */
import type { Node } from "../../sql/nodes.ts";
import type { ColumnType } from "./type.ts";

export type RelationId = number;
export type ColumnNumber = number;

/** `unknown`: the statements seen so far do not say. */
export type NotNull = "yes" | "no" | "not valid" | "unknown";

export interface Column {
  readonly number: ColumnNumber;
  readonly name: string;
  /** Null when the column was only ever mentioned, never defined. */
  readonly type: ColumnType | null;
  readonly notNull: NotNull;
  /** The name of its NOT NULL constraint, which can be dropped by name from 18 on. */
  readonly notNullName: string | null;
  readonly default: Node | "none" | "unknown";
  readonly identity: "always" | "by default" | null;
  readonly generated: { readonly kind: "stored" | "virtual"; readonly expression: Expression } | null;
  readonly collation: string | null;
  /** The ordinal of the change that made it. */
  readonly born: number;
  /** The ordinal of the change in which an UPDATE last wrote it. */
  readonly written?: number;
  /** The ordinal of the change that last renamed it. */
  readonly renamed?: number;
}

/** An expression of a CHECK, index, default, policy … with what it mentions. */
export interface Expression {
  readonly node: Node;
  readonly columns: readonly ColumnNumber[];
  /** Names of the functions that it calls, as written without schema. */
  readonly functions: readonly string[];
  /** Columns that cannot be null where the expression is not false (c IS NOT NULL, also inside AND). */
  readonly provesNotNull: readonly ColumnNumber[];
}

export interface ForeignKeyTarget {
  readonly table: RelationId;
  /** Empty when the key of the referenced table is not known. */
  readonly columns: readonly ColumnNumber[];
  readonly actions: { readonly onDelete: string; readonly onUpdate: string };
}

export type ConstraintKind = "check" | "not null" | "primary key" | "unique" | "exclude" | "foreign key";

export interface Constraint {
  readonly name: string;
  readonly kind: ConstraintKind;
  readonly columns: readonly ColumnNumber[];
  readonly valid: boolean;
  readonly enforced: boolean;
  readonly noInherit: boolean;
  readonly deferrable: boolean;
  /** INITIALLY DEFERRED. */
  readonly deferred: boolean;
  /** Of a CHECK. */
  readonly expression: Expression | null;
  /** The index behind a primary key, unique or exclude constraint. */
  readonly index: RelationId | null;
  readonly references: ForeignKeyTarget | null;
  /** The ordinal of the change that made it. */
  readonly born: number;
}

export type TriggerEvent = "INSERT" | "DELETE" | "UPDATE" | "TRUNCATE";

export interface Trigger {
  readonly name: string;
  readonly function: string;
  /** The function as written, with its schema if any. */
  readonly routine: readonly string[];
  readonly enabled: boolean;
  readonly events: readonly TriggerEvent[];
  /** For each row, not once for the statement. */
  readonly perRow: boolean;
  /** In the place of the statement (INSTEAD OF), on a view. */
  readonly instead: boolean;
  /** Names of its transition tables. */
  readonly transitions: readonly string[];
  /** Of a constraint trigger, DEFERRABLE and INITIALLY DEFERRED. */
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly columns: readonly ColumnNumber[];
}

/** A rule or a row security policy: a name and what its expressions mention. */
export interface Rule {
  readonly name: string;
  readonly dependsOn: readonly Dependency[];
  readonly functions: readonly string[];
}

export interface RewriteRule extends Rule {
  readonly event: TriggerEvent | "SELECT";
  readonly enabled: boolean;
  /** Nothing else than its actions runs. */
  readonly instead: boolean;
  readonly actions: readonly Node[];
}

export interface Policy extends Rule {
  /** One that is not only narrows what others let pass. */
  readonly permissive: boolean;
  /** `all`, `select`, `insert`, `update` or `delete`. */
  readonly command: string;
  /** It lets every row pass: USING (true). */
  readonly passesAll: boolean;
  readonly roles: readonly string[];
}

export interface RowSecurity {
  readonly enabled: boolean;
  /** For the owner, too. */
  readonly forced: boolean;
  /** As OWNER TO said; null: the role that made it. */
  readonly owner: string | null;
  /** The ordinal of the change that last switched it; left out: none did. */
  readonly switched?: number;
}

/** What the definition of a view, rule or policy reads: the whole relation (a star, a row) or named columns. */
export interface Dependency {
  readonly relation: RelationId;
  readonly columns: readonly ColumnNumber[] | "all";
}

interface Base {
  readonly id: RelationId;
  readonly schema: string;
  readonly name: string;
  /** The ordinal of the change that made it (SchemaModel.change); 0: it was there before all that was read. */
  readonly born: number;
  /** The ordinal of the change that last renamed it. */
  readonly renamed?: number;
}

export type TableKind = "table" | "partitioned table" | "foreign table" | "view" | "materialized view";

export interface Partition {
  readonly parent: RelationId;
  readonly isDefault: boolean;
  /** The bound as parsed; null when unknown. */
  readonly bound: Node | null;
}

export interface Table extends Base {
  readonly kind: TableKind;
  readonly persistence: "permanent" | "unlogged" | "temporary";
  /** False: seen in use but never defined, so columns, constraints, indexes and partners may be missing here. */
  readonly known: boolean;
  /** A new table that was filled from rows of tables that existed before. */
  readonly filled: boolean;
  readonly columns: readonly Column[];
  /** The next free column number; numbers of dropped columns are not used again. */
  readonly nextColumn: ColumnNumber;
  readonly constraints: readonly Constraint[];
  readonly triggers: readonly Trigger[];
  readonly rules: readonly RewriteRule[];
  readonly policies: readonly Policy[];
  readonly rowSecurity: RowSecurity;
  /** Triggers and rules that were switched off, by name; "triggers" for all of them. */
  readonly disabled: readonly string[];
  /** By what subscribers find the row that an UPDATE or DELETE means. */
  readonly replicaIdentity: "default" | "full" | "nothing" | { readonly index: RelationId };
  /** Of plain inheritance. */
  readonly inherits: readonly RelationId[];
  readonly partition: Partition | null;
  /** Columns (and expressions) of the partition key. */
  readonly partitionKey: { readonly strategy: string; readonly columns: readonly ColumnNumber[] } | null;
  /** Of a view or materialized view. */
  readonly dependsOn: readonly Dependency[];
  /** Of an automatically updatable view: what a write to it goes to; null when it is none. */
  readonly updates: ViewTarget | null;
  readonly functions: readonly string[];
  readonly statistics: readonly string[];
  readonly accessMethod: string | null;
  /** Of a foreign table. */
  readonly server: string | null;
  /** The name of the index that CLUSTER keeps to. */
  readonly clusterOn: string | null;
  readonly ofType: number | null;
  /** Keys that a change dropped: until it is over, the rows still keep to them. */
  readonly formerKeys: readonly FormerKey[];
}

export interface ViewTarget {
  readonly relation: RelationId;
  /** It shows every row. */
  readonly all: boolean;
  /** By the number of each column of the view that is a plain column of the relation, that one's number. */
  readonly columns: ReadonlyMap<ColumnNumber, ColumnNumber>;
}

export interface FormerKey {
  /** The ordinal of the change. */
  readonly change: number;
  readonly kind: "unique" | "foreign key";
  readonly columns: readonly ColumnNumber[];
  readonly references: RelationId | null;
}

/** One key of an index: a column or an expression. */
export type IndexKey =
  | {
      readonly column: ColumnNumber;
      readonly operatorClass: string | null;
      readonly collation: string | null;
    }
  | { readonly expression: Expression };

export interface Index extends Base {
  readonly kind: "index";
  readonly table: RelationId;
  readonly keys: readonly IndexKey[];
  readonly include: readonly ColumnNumber[];
  readonly predicate: Expression | null;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly nullsNotDistinct: boolean;
  readonly valid: boolean;
  readonly method: string;
  /** It backs a constraint of its table by this name. */
  readonly constraint: string | null;
  /** The index of the partitioned table that it is attached to. */
  readonly parent: RelationId | null;
}

export interface Sequence extends Base {
  readonly kind: "sequence";
  readonly ownedBy: { readonly table: RelationId; readonly column: ColumnNumber } | null;
}

export type Relation = Table | Index | Sequence;

export function isTable(relation: Relation | undefined): relation is Table {
  return relation !== undefined && relation.kind !== "index" && relation.kind !== "sequence";
}

/** `schema.name` as in pg_class, unquoted. */
export function qualifiedName(relation: { readonly schema: string; readonly name: string }): string {
  return `${relation.schema}.${relation.name}`;
}
