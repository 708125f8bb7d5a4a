/** Columns whose type PostgreSQL does not change. */
import type { Account } from "../../account.ts";
import { inheritedFrom } from "../../schema/inheritance.ts";
import { childrenOf, viewsOn } from "../../schema/lookup.ts";
import { type SchemaModel, tables } from "../../schema/model.ts";
import { type Column, qualifiedName, type Table } from "../../schema/relation.ts";
import type { Refusal } from "../refuse.ts";

export function refusalOf({ model }: Account, table: Table, column: Column, only: boolean): Refusal | null {
  if (table.ofType !== null) return { reason: "cannot alter column type of typed table", sqlstate: "42809" };
  if (inheritedFrom(model, table, column.name)) {
    return { reason: `cannot alter inherited column "${column.name}"`, sqlstate: "42P16" };
  }
  if (only && childrenOf(model, table.id).length > 0) {
    const reason = `type of inherited column "${column.name}" must be changed in child tables too`;
    return { reason, sqlstate: "42P16" };
  }
  if (table.partitionKey?.columns.includes(column.number)) {
    const reason = `cannot alter column "${column.name}" because it is part of the partition key of relation "${table.name}"`;
    return { reason, sqlstate: "42P16" };
  }
  const reason = reader(model, table, column);
  return reason === null ? null : { reason, sqlstate: "0A000" };
}

/** What reads the column in a way that is not rewritten for it. */
function reader(model: SchemaModel, table: Table, column: Column): string | null {
  const [view] = viewsOn(model, table.id, [column.number]);
  if (view)
    return `cannot alter type of a column used by a view or rule: ${view.kind} ${qualifiedName(view)}`;
  if (table.columns.some((it) => it.generated?.expression.columns.includes(column.number))) {
    return "cannot alter type of a column used by a generated column";
  }
  const policy = table.policies.find((it) =>
    it.dependsOn.some(
      ({ relation, columns }) =>
        relation === table.id && (columns === "all" || columns.includes(column.number)),
    ),
  );
  if (policy) return `cannot alter type of a column used in a policy definition: policy ${policy.name}`;
  const trigger = table.triggers.find((it) => it.columns.includes(column.number));
  if (trigger) return `cannot alter type of a column used in a trigger definition: trigger ${trigger.name}`;
  for (const other of tables(model)) {
    const user = other.columns.find(({ type }) => type?.id === null && isRowOf(type, table));
    if (user) {
      return `cannot alter table "${table.name}" because column "${other.name}.${user.name}" uses its row type`;
    }
  }
  return null;
}

function isRowOf(type: { readonly schema: string | null; readonly name: string }, table: Table): boolean {
  return type.name === table.name && (type.schema === null || type.schema === table.schema);
}
