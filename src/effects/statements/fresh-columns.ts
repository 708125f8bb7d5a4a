/** What running code and existing rows can have to do with columns. */
import type { Account } from "../account.ts";
import { columnOf } from "../schema/lookup.ts";
import type { Table } from "../schema/relation.ts";

/** Made or named by this change: no running code knows it, at least not by this name. */
export function isFresh(
  { model }: Account,
  part: { readonly born: number; readonly renamed?: number } | undefined,
): boolean {
  return part?.born === model.change || part?.renamed === model.change;
}

/** Running code never wrote these columns, so what is asked of them breaks nothing: they are all of this change. */
export function allFresh(account: Account, table: Table | undefined, names: Iterable<string>): boolean {
  const columns = [...names].map((name) => columnOf(table, name));
  return columns.length > 0 && columns.every((column) => isFresh(account, column));
}

/** Whether a column of this change has NULL in all existing rows, which a foreign key or unique key lets pass. */
export function allNull(account: Account, table: Table | undefined, names: readonly string[]): boolean {
  return names.some((name) => {
    const column = columnOf(table, name);
    return (
      column?.born === account.model.change &&
      column.written !== account.model.change &&
      column.default === "none" &&
      !column.identity &&
      !column.generated
    );
  });
}
