/** ALTER TABLE DROP COLUMN and DROP CONSTRAINT, applied to the model. */
import { closeColumn, closeConstraint } from "../../schema/cascade.ts";
import { nothingGone } from "../../schema/gone.ts";
import { columnOf, constraintOf } from "../../schema/lookup.ts";
import { type SchemaModel, tableById } from "../../schema/model.ts";
import { notNullName } from "../../schema/not-null.ts";
import type { RelationId } from "../../schema/relation.ts";
import { removeGone } from "../../schema/remove.ts";

/** ALTER TABLE … DROP COLUMN, applied. */
export function dropColumn(model: SchemaModel, id: RelationId, name: string): void {
  const table = tableById(model, id);
  const column = columnOf(table, name);
  if (!table || !column) return;
  const gone = nothingGone();
  closeColumn(model, gone, table, column.number);
  removeGone(model, gone);
}

/** ALTER TABLE … DROP CONSTRAINT, applied; NOT NULL constraints have names, too. */
export function dropConstraint(model: SchemaModel, id: RelationId, name: string): void {
  const table = tableById(model, id);
  if (!table) return;
  const constraint = constraintOf(table, name);
  if (constraint) {
    const gone = nothingGone();
    closeConstraint(model, gone, table, constraint);
    removeGone(model, gone);
    return;
  }
  const columns = table.columns.map((column) =>
    column.notNull !== "no" && notNullName(table, column) === name
      ? { ...column, notNull: "no" as const, notNullName: null }
      : column,
  );
  model.relations.set(id, { ...table, columns });
}
