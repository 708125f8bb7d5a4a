/** Columns for which an INSERT has to give a value. */
import { as } from "../../sql/nodes.ts";
import { provenNotNull } from "./expression.ts";
import type { Column, Table } from "./relation.ts";
import type { TypeId, UserType } from "./type.ts";

/** Whether an INSERT that leaves the column out fails; null: not known. */
export function isRequired(
  { types }: { readonly types: Pick<ReadonlyMap<TypeId, UserType>, "get"> },
  table: Table,
  column: Column,
): boolean | null {
  if (column.identity || column.generated) return false;
  const domain = column.type?.id && !column.type.array ? types.get(column.type.id) : undefined;
  const own = domain?.kind === "domain" ? domain : null;
  if (hasDefault(column) || (own?.default && column.default === "none")) return false;
  const forbidden =
    isForbidden(table, column) ||
    own?.notNull === true ||
    own?.checks.some(({ expression }) => provenNotNull(expression.node).has("value"));
  if (forbidden) return column.default === "unknown" ? null : true;
  return column.notNull === "unknown" ? null : false;
}

function hasDefault({ default: value }: Column): boolean {
  return typeof value === "object" && !as(value, "A_Const")?.isnull;
}

/** The table refuses NULL in new rows: NOT NULL, also one that is not valid yet, or a CHECK. */
function isForbidden({ constraints }: Table, { number, notNull }: Column): boolean {
  if (notNull === "yes" || notNull === "not valid") return true;
  return constraints.some(
    (it) => it.kind === "check" && it.enforced && it.expression?.provesNotNull.includes(number),
  );
}
