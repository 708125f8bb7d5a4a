/** The definition of a column, as CREATE TABLE and ADD COLUMN have it, and what it makes of the model. */

import { columnConstraints } from "../../sql/column-constraints.ts";
import { as, type ColumnDef, type Constraint, type Node, nameParts, optionNamed } from "../../sql/nodes.ts";
import { constantOf } from "../constant.ts";
import { blankColumn } from "../schema/define.ts";
import { readExpression } from "../schema/expression.ts";
import { tableById } from "../schema/find-relation.ts";
import { childrenOf, columnOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { chooseRelationName } from "../schema/names.ts";
import { putRelation, updateTable } from "../schema/put-relation.ts";
import type { Column, RelationId, Table } from "../schema/relation.ts";
import { type ColumnType, serialBase } from "../schema/type.ts";
import { resolveType } from "../schema/type-names.ts";
import { defineConstraint } from "./constraint-definition.ts";

export interface ColumnDefinition {
  readonly name: string;
  /** Null: the grammar's name for it means nothing here. */
  readonly type: ColumnType | null;
  /** `serial` and its like: an integer, a sequence and a default. */
  readonly serial: boolean;
  /** All of them, with their attributes: NOT ENFORCED, DEFERRABLE. */
  readonly constraints: readonly Constraint[];
  readonly notNull: Constraint | undefined;
  readonly default: Node | undefined;
  readonly identity: Constraint | undefined;
  readonly generated: Constraint | undefined;
  readonly collation: string | null;
}

export function readColumnDefinition(model: SchemaModel, def: ColumnDef): ColumnDefinition {
  const constraints = columnConstraints(def);
  const find = (type: Constraint["contype"]) => constraints.find(({ contype }) => contype === type);
  return {
    name: def.colname ?? "",
    type: resolveType(model, def.typeName),
    serial: serialBase(def.typeName) !== null,
    constraints,
    notNull: find("CONSTR_NOTNULL"),
    default: find("CONSTR_DEFAULT")?.raw_expr,
    identity: find("CONSTR_IDENTITY"),
    generated: find("CONSTR_GENERATED"),
    collation: collationOf(def),
  };
}

/** COLLATE of a column's definition or new type. */
export function collationOf({ collClause }: ColumnDef): string | null {
  return nameParts(collClause?.collname).at(-1) ?? null;
}

/** Puts the column with all its constraints into the table and, with `recurse`, into its children. */
export function defineColumn(model: SchemaModel, id: RelationId, def: ColumnDef, recurse: boolean): void {
  const definition = readColumnDefinition(model, def);
  // Most columns of a new table: what changes nothing else goes in with the column.
  const required = childrenOf(model, id).length === 0 ? plainNotNull(definition) : undefined;
  const column = putColumn(model, id, definition, { recurse, isRequired: required !== undefined });
  if (!column) return;
  if (definition.serial || column.identity) addSequence(model, id, column, definition.identity?.options);
  for (const constraint of definition.constraints)
    if (constraint !== required) defineConstraint(model, id, constraint, column.name);
}

/** NOT NULL without a name or a condition. */
function plainNotNull({ notNull }: ColumnDefinition): Constraint | undefined {
  return notNull?.conname === undefined && !notNull?.skip_validation ? notNull : undefined;
}

interface Putting {
  /** Into children, too. */
  readonly recurse: boolean;
  readonly isRequired: boolean;
}

/** Children share the sequence of their parent; its constraints reach them by themselves. Undefined: there was one. */
function putColumn(
  model: SchemaModel,
  id: RelationId,
  definition: ColumnDefinition,
  how: Putting,
): Column | undefined {
  const table = tableById(model, id);
  if (!table || columnOf(table, definition.name)) return undefined;
  const column = columnIn(model, table, definition, how.isRequired);
  updateTable(model, id, { columns: [...table.columns, column], nextColumn: table.nextColumn + 1 });
  if (how.recurse) for (const child of childrenOf(model, id)) putColumn(model, child.id, definition, how);
  return column;
}

const NEXTVAL: Node = { FuncCall: { funcname: [{ String: { sval: "nextval" } }] } };

function columnIn(
  model: SchemaModel,
  table: Table,
  definition: ColumnDefinition,
  isRequired: boolean,
): Column {
  const { name, type, collation, serial, identity, generated } = definition;
  const expression = generated?.raw_expr;
  return {
    ...blankColumn(table.nextColumn, name, model.change),
    type,
    collation,
    notNull: identity || serial || isRequired ? "yes" : "no",
    default: serial ? NEXTVAL : keptDefault(model, type, definition.default),
    identity: identity ? (identity.generated_when === "a" ? "always" : "by default") : null,
    generated: expression
      ? {
          kind: generated.generated_kind === "v" ? "virtual" : "stored",
          expression: readExpression(expression, table.columns, table.name),
        }
      : null,
  };
}

/** A mere NULL is no default, unless the domain or the length of the type makes it an expression. */
export function keptDefault(
  model: SchemaModel,
  type: ColumnType | null,
  written: Node | undefined,
): Node | "none" {
  if (written === undefined) return "none";
  const isPlain =
    type?.modifiers.length === 0 && (type.id === null || model.types.get(type.id)?.kind !== "domain");
  return isPlain && constantOf(written) === null ? "none" : written;
}

/** The sequence behind serial and identity. */
export function addSequence(
  model: SchemaModel,
  id: RelationId,
  column: Column,
  options?: readonly Node[],
): void {
  const table = tableById(model, id);
  if (!table) return;
  const name =
    writtenName(options) ?? chooseRelationName(model, table.schema, table.name, column.name, "seq");
  putRelation(model, {
    id: model.nextId++,
    schema: table.schema,
    name,
    kind: "sequence",
    born: model.change,
    ownedBy: { table: id, column: column.number },
  });
}

/** SEQUENCE NAME, as pg_dump writes it; the sequence is in the schema of its table. */
function writtenName(options: readonly Node[] | undefined): string | undefined {
  return nameParts(as(optionNamed(options, "sequence_name")?.arg, "List")?.items).at(-1);
}
