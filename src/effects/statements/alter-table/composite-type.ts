/** ALTER TYPE … ATTRIBUTE: with CASCADE the tables of the type change along. */

import type { Form } from "../../../postgres/catalogue.ts";
import {
  type AlterTableCmd,
  type AlterTableStmt,
  as,
  present,
  type RangeVar,
  rangeParts,
} from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { reportLostStatistics } from "../../lost-statistics.ts";
import { refuse } from "../../refusals.ts";
import { typeBefore } from "../../schema/before.ts";
import { attributeOf } from "../../schema/define.ts";
import { tables } from "../../schema/find-relation.ts";
import type { SchemaModel } from "../../schema/model.ts";
import type { Column } from "../../schema/relation.ts";
import type { UserType } from "../../schema/type.ts";
import { findTypeByParts, putType, resolveType } from "../../schema/type-names.ts";
import { type Member, tableSubject } from "../../subject.ts";
import { indexNames } from "../works.ts";
import { commandsOf } from "./subcommand.ts";

const CHANGES = {
  AT_AddColumn: { form: "ALTER TYPE ADD ATTRIBUTE", change: null },
  AT_DropColumn: { form: "ALTER TYPE DROP ATTRIBUTE", change: "dropped" },
  AT_AlterColumnType: { form: "ALTER TYPE ALTER ATTRIBUTE", change: "retyped" },
} as const;

type AttributeForm = (typeof CHANGES)[keyof typeof CHANGES]["form"] | "ALTER TYPE RENAME ATTRIBUTE";

/** AlterTableStmt of OBJECT_TYPE. */
export const alterCompositeType = {
  tell(deriver: Deriver, statement: AlterTableStmt): void {
    const relation = present(statement.relation);
    const type = typeNamed(deriver.model, relation);
    for (const { subtype, behavior, name } of commandsOf(statement)) {
      const known = CHANGES[subtype as keyof typeof CHANGES];
      if (!known) {
        deriver.unanalyzed(`${subtype} of ALTER TYPE was not measured`);
        continue;
      }
      alter(deriver, known.form, relation, type, behavior === "DROP_CASCADE");
      if (known.change === "retyped") reportLostStatistics(deriver, typedBy(deriver.model, type), name ?? "");
      if (known.change === null) continue;
      const attribute = `${type?.name ?? relation.relname}.${name}`;
      const isNew = type?.born === deriver.model.change;
      deriver.breaks({ ...breakOf("attribute", known.change), relation: null, name: attribute, isNew });
    }
  },
  apply(model: SchemaModel, statement: AlterTableStmt): void {
    const type = typeNamed(model, present(statement.relation));
    if (type?.kind !== "composite") return;
    const columns = commandsOf(statement).reduce<readonly Column[]>(
      (so, command) => withAttribute(model, so, command),
      type.columns,
    );
    putType(model, { ...type, columns });
  },
};

export function renameAttribute(deriver: Deriver, relation: RangeVar, from: string, cascade: boolean): void {
  const type = typeNamed(deriver.model, relation);
  alter(deriver, "ALTER TYPE RENAME ATTRIBUTE", relation, type, cascade);
  const before = type && typeBefore(deriver.model, type.id);
  if (before?.kind === "composite" && before.columns.every((it) => it.name !== from)) return;
  const name = `${type?.name ?? relation.relname}.${from}`;
  const isNew = type?.born === deriver.model.change;
  deriver.breaks({ ...breakOf("attribute", "renamed"), relation: null, name, isNew });
}

function typeNamed(model: SchemaModel, range: RangeVar): UserType | undefined {
  return findTypeByParts(model, rangeParts(range));
}

function alter(
  deriver: Deriver,
  form: AttributeForm,
  { relname }: RangeVar,
  type: UserType | undefined,
  cascade: boolean,
): void {
  const { model } = deriver;
  const typed = typedBy(model, type);
  if (!cascade && typed.length > 0) {
    const place = { name: null, isNew: type?.born === model.change };
    const text = 'cannot alter type "%s" because it is the type of a typed table';
    refuse(deriver, place, text, relname ?? "");
    return;
  }
  const rewrite = form === "ALTER TYPE ALTER ATTRIBUTE";
  const user = rewrite && type ? columnOfType(model, type) : undefined;
  if (user) {
    const text = 'cannot alter type "%s" because column "%s.%s" uses it';
    refuse(deriver, tableSubject(model, user.table), text, relname ?? "", user.table.name, user.column);
    return;
  }
  const cascadeForm: Form = `${form} CASCADE`;
  deriver.act(
    cascade && typed.length > 0 ? cascadeForm : form,
    typed.map(({ subject }): Work => {
      return { subject, role: "target", rewrite, builds: rewrite ? indexNames(model, subject) : [] };
    }),
  );
}

/** Tables that were made OF the type. */
function typedBy(model: SchemaModel, type: UserType | undefined): Member[] {
  if (!type) return [];
  return [...tables(model)]
    .filter((table) => table.ofType === type.id)
    .map((table) => ({ subject: tableSubject(model, table), role: "target" }));
}

function columnOfType(model: SchemaModel, { id }: UserType) {
  for (const table of tables(model)) {
    const column = table.columns.find((it) => it.type?.id === id);
    if (column) return { table, column: column.name };
  }
  return undefined;
}

function withAttribute(
  model: SchemaModel,
  columns: readonly Column[],
  { subtype, name, def }: AlterTableCmd,
): readonly Column[] {
  if (subtype === "AT_DropColumn") return columns.filter((column) => column.name !== name);
  const definition = as(def, "ColumnDef");
  const type = definition?.typeName;
  if (subtype === "AT_AddColumn")
    return [...columns, attributeOf(model, definition?.colname ?? "", type, columns.length + 1)];
  if (subtype !== "AT_AlterColumnType") return columns;
  return columns.map((column) =>
    column.name === name ? { ...column, type: resolveType(model, type) } : column,
  );
}
