/** ALTER TABLE ADD COLUMN: what the type and the default make of it; the constraints in it are beside. */
import { as, present } from "../../../sql/nodes.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { type Refusal, refusal, refuse, refuseWith } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { childrenOf, columnOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import type { ColumnType } from "../../schema/type.ts";
import { family, holdsRows, type Member, type TableSubject } from "../../subject.ts";
import { defineColumn } from "../column-definition.ts";
import { bareName } from "../relation-names.ts";
import { indexNames } from "../works.ts";
import { fillRows, reportConstraints } from "./add-column-constraints.ts";
import { type NewColumn, readNewColumn } from "./new-column.ts";
import type { Subcommand } from "./subcommand.ts";

export const addColumn: Subcommand = {
  tell(deriver, subject, { command, only }) {
    const def = present(as(command.def, "ColumnDef"));
    const name = def.colname ?? "";
    if (columnOf(subject.relation, name)) {
      deriver.act("ALTER TABLE ADD COLUMN", [{ subject, role: "target" }]);
      if (command.missing_ok) return;
      return refuse(deriver, subject, 'column "%s" of relation "%s" already exists', name, bareName(subject));
    }
    const column = readNewColumn(deriver, def);
    const refused = refusalOf(deriver, subject, column, only);
    if (refused) return refuseWith(deriver, subject, refused);
    const members = family(deriver.model, subject, only);
    deriver.act(
      column.form,
      members.map((member) => workOn(deriver, member, column)),
    );
    reportConstraints(deriver, { subject, members, column });
    fillRows(deriver, subject, column);
  },
  apply(model, { id }, { command, only }) {
    defineColumn(model, id, present(as(command.def, "ColumnDef")), !only);
  },
};

function refusalOf(
  { model, context }: Deriver,
  { relation: table }: TableSubject,
  { form, type }: NewColumn,
  only: boolean,
): Refusal | null {
  if (type && isUnknownType(model, type)) return refusal('type "%s" does not exist', type.name);
  if (!table) return null;
  if (table.partition) return refusal("cannot add column to a partition");
  const hasChildren = childrenOf(model, table.id).length > 0;
  if (only && hasChildren) return refusal("column must be added to child tables too");
  if (form !== "ALTER TABLE ADD COLUMN identity" || !hasChildren) return null;
  if (table.kind === "partitioned table" && context.major >= 17) return null;
  return refusal("cannot recursively add identity column to table that has child tables");
}

/** No statement made the type and no extension can have brought it. */
function isUnknownType(model: SchemaModel, type: ColumnType): boolean {
  const mayExist =
    !model.complete || model.extensions.size > 0 || model.relationIds.has(`public.${type.name}`);
  return type.id === null && type.schema === null && !mayExist;
}

function workOn(deriver: Deriver, { subject, role }: Member, column: NewColumn): Work {
  if (!holdsRows(subject)) return { subject, role };
  if (column.rewrites) {
    return {
      subject,
      role,
      rewrite: true,
      builds: indexNames(deriver.model, subject),
      assumed: column.assumed,
    };
  }
  // Without a value NOT NULL passes only on an empty table, which is read all the same.
  const isEmpty = column.value === "null" && role === "target";
  const isChecked = column.notNull && (isEmpty || column.generated);
  const scan = scanOf("not null", column.name);
  return { subject, role, ...(isChecked ? { scan } : {}) };
}
