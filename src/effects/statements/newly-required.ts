/** Columns that running code may leave out, or write NULL to, until a statement takes that from it. */
import type { Account } from "../account.ts";
import { breakOf } from "../breaks.ts";
import { columnOf } from "../schema/lookup.ts";
import type { Column } from "../schema/relation.ts";
import { isRequired } from "../schema/required.ts";
import type { TableSubject } from "../subject.ts";
import { isFresh } from "./fresh-columns.ts";

/** The statement leaves the column as `changed` says; whether a later one takes that back, the end of the change tells. */
export function tellRequired(
  account: Account,
  subject: TableSubject,
  name: string,
  changed: Partial<Column>,
  evidence?: "assumed",
): void {
  const { model } = account;
  const table = subject.relation;
  const at = { relation: subject.name, isNew: subject.isNew, name, ...(evidence ? { evidence } : {}) };
  const column = columnOf(table, name);
  if (!table || !column) {
    if (changed.notNull !== undefined || changed.default !== undefined) {
      account.breaks({ ...at, ...breakOf("column", "required"), evidence: "assumed" });
    }
    return;
  }
  if (isRequired(model, table, column) === true) return;
  const required = isRequired(model, table, { ...column, ...changed });
  if (required === false) {
    const refused = changed.notNull !== undefined && column.notNull !== "yes" && !isFresh(account, column);
    if (refused) account.breaks({ ...at, ...breakOf("column", "not null") });
    return;
  }
  const assumed = required === null || column.notNull === "unknown";
  account.breaks({ ...at, ...breakOf("column", "required"), ...(assumed ? { evidence: "assumed" } : {}) });
}
