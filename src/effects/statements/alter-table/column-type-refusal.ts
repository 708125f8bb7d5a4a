/** Columns whose type PostgreSQL does not change. */

import type { Deriver } from "../../deriver.ts";
import { type Refusal, refusal } from "../../refusals.ts";
import { tableById } from "../../schema/find-relation.ts";
import { childrenOf, inheritedFrom, viewsOn } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { type Column, qualifiedName, type Table } from "../../schema/relation.ts";

export function refusalOf({ model }: Deriver, table: Table, column: Column, only: boolean): Refusal | null {
  const { name, number } = column;
  if (table.ofType !== null) return refusal("cannot alter column type of typed table");
  if (inheritedFrom(model, table, name)) return refusal('cannot alter inherited column "%s"', name);
  if (only && childrenOf(model, table.id).length > 0) {
    return refusal('type of inherited column "%s" must be changed in child tables too', name);
  }
  if (table.partitionKey?.columns.includes(number)) {
    const text = 'cannot alter column "%s" because it is part of the partition key of relation "%s"';
    return refusal(text, name, table.name);
  }
  return usedBy(model, table, column);
}

/** What uses the column in a way that is not rewritten for it. */
function usedBy(model: SchemaModel, table: Table, { number }: Column): Refusal | null {
  const [view] = viewsOn(model, table.id, [number]);
  if (view) {
    const words = `${view.kind} ${qualifiedName(view)}`;
    return refusal("cannot alter type of a column used by a view or rule: %s", words);
  }
  if (table.columns.some((it) => it.generated?.expression.columns.includes(number))) {
    return refusal("cannot alter type of a column used by a generated column");
  }
  const policy = table.policies.find((it) =>
    it.dependsOn.some(
      ({ relation, columns }) => relation === table.id && (columns === "all" || columns.includes(number)),
    ),
  );
  if (policy) {
    return refusal("cannot alter type of a column used in a policy definition: policy %s", policy.name);
  }
  const trigger = table.triggers.find((it) => it.columns.includes(number));
  if (trigger) {
    return refusal("cannot alter type of a column used in a trigger definition: trigger %s", trigger.name);
  }
  for (const id of [...model.leads.rowTyped].sort((a, b) => a - b)) {
    const other = tableById(model, id);
    const user = other?.columns.find(({ type }) => type?.id === null && isRowOf(type, table));
    const text = 'cannot alter table "%s" because column "%s.%s" uses its row type';
    if (other && user) return refusal(text, table.name, other.name, user.name);
  }
  return null;
}

function isRowOf(type: { readonly schema: string | null; readonly name: string }, table: Table): boolean {
  return type.name === table.name && (type.schema === null || type.schema === table.schema);
}
