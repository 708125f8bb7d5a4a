/** ADD COLUMN and the columns of CREATE TABLE, with the sequences behind serial and identity. */
import { columnConstraints } from "../../../sql/column-constraints.ts";
import {
  as,
  type ColumnDef,
  type Constraint as ConstraintNode,
  type Node,
  nameParts,
} from "../../../sql/nodes.ts";
import { blankColumn, changeColumn } from "../../schema/define.ts";
import { readExpression } from "../../schema/expression.ts";
import { childrenOf, columnOf } from "../../schema/lookup.ts";
import { putRelation, type SchemaModel, tableById, updateTable } from "../../schema/model.ts";
import { chooseRelationName } from "../../schema/names.ts";
import type { Column, RelationId, Table } from "../../schema/relation.ts";
import { serialBase } from "../../schema/type.ts";
import { resolveType } from "../../schema/type-names.ts";
import { addConstraint } from "./apply-add-constraint.ts";

/** ADD COLUMN: the column with all its inline constraints, on the table and on its children. */
export function addColumn(model: SchemaModel, id: RelationId, def: ColumnDef, recurse = true): void {
  const table = tableById(model, id);
  if (!table || columnOf(table, def.colname ?? "")) return;
  const blank = blankColumn(table.nextColumn, def.colname ?? "", model.change);
  const parts = withAttributes(columnConstraints(def));
  const column = parts.reduce((so, part) => withInline(so, part, table), {
    ...blank,
    type: resolveType(model, def.typeName),
    collation: nameParts(def.collClause?.collname).at(-1) ?? null,
    ...(def.is_not_null ? { notNull: "yes" as const } : {}),
  });
  updateTable(model, id, { columns: [...table.columns, column], nextColumn: table.nextColumn + 1 });
  if (serialBase(def.typeName) !== null) addSequence(model, id, column, true);
  const identity = parts.find(({ contype }) => contype === "CONSTR_IDENTITY");
  if (column.identity) addSequence(model, id, column, false, identity?.options);
  for (const part of parts) addConstraint(model, id, part, column.name);
  if (!recurse) return;
  for (const child of childrenOf(model, id)) addColumn(model, child.id, def);
}

/** DEFERRABLE and INITIALLY DEFERRED behind an inline constraint are parsed as constraints of their own. */
function withAttributes(parts: readonly ConstraintNode[]): ConstraintNode[] {
  const whole: ConstraintNode[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last && part.contype === "CONSTR_ATTR_DEFERRABLE") whole.splice(-1, 1, { ...last, deferrable: true });
    else if (last && part.contype === "CONSTR_ATTR_DEFERRED")
      whole.splice(-1, 1, { ...last, deferrable: true, initdeferred: true });
    else whole.push(part);
  }
  return whole;
}

function withInline(column: Column, part: ConstraintNode, table: Table): Column {
  switch (part.contype) {
    case "CONSTR_NOTNULL":
      return { ...column, notNull: "yes", notNullName: part.conname ?? null };
    case "CONSTR_DEFAULT":
      return part.raw_expr ? { ...column, default: part.raw_expr } : column;
    case "CONSTR_IDENTITY":
      return { ...column, notNull: "yes", identity: part.generated_when === "a" ? "always" : "by default" };
    case "CONSTR_GENERATED":
      return part.raw_expr
        ? {
            ...column,
            generated: {
              kind: part.generated_kind === "v" ? "virtual" : "stored",
              expression: readExpression(part.raw_expr, table.columns, table.name),
            },
          }
        : column;
    default:
      return column;
  }
}

/** The sequence behind serial and identity; serial also gives the column its default and NOT NULL. */
export function addSequence(
  model: SchemaModel,
  id: RelationId,
  column: Column,
  serial: boolean,
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
  if (!serial) return;
  const call: Node = { FuncCall: { funcname: [{ String: { sval: "nextval" } }] } };
  changeColumn(model, id, column.number, { notNull: "yes", default: call });
}

/** SEQUENCE NAME, as pg_dump writes it; the sequence is in the schema of its table. */
function writtenName(options: readonly Node[] | undefined): string | undefined {
  const option = (options ?? [])
    .flatMap((node) => as(node, "DefElem") ?? [])
    .find(({ defname }) => defname === "sequence_name");
  return nameParts(as(option?.arg, "List")?.items).at(-1);
}
