/** What running code of the previous release knows, writes and may leave out. */

import { type Break, breakOf } from "../breaks.ts";
import type { Deriver } from "../deriver.ts";
import { isRequired } from "../schema/column-requirement.ts";
import { columnOf } from "../schema/lookup.ts";
import type { Column, Table } from "../schema/relation.ts";
import type { Subject, TableSubject } from "../subject.ts";

/** Running code fails on what becomes of something that the relation has, `name`, or of the relation itself. */
export function reportBreak(
  deriver: Deriver,
  { name: relation, isNew }: Pick<Subject, "name" | "isNew">,
  broken: Break,
  name: string,
  evidence?: "assumed",
): void {
  deriver.breaks({ ...broken, relation, name, isNew, ...(evidence ? { evidence } : {}) });
}

/** Made or named by this change: no running code knows it, at least not by this name. */
export function isFresh(
  { model }: Deriver,
  part: { readonly born: number; readonly renamed?: number } | undefined,
): boolean {
  return part?.born === model.change || part?.renamed === model.change;
}

/** Running code never wrote these columns, so what is asked of them breaks nothing: they are all of this change. */
export function allFresh(deriver: Deriver, table: Table | undefined, names: Iterable<string>): boolean {
  const columns = [...names].map((name) => columnOf(table, name));
  return columns.length > 0 && columns.every((column) => isFresh(deriver, column));
}

/** Whether a column of this change has NULL in all existing rows, which a foreign key or unique key lets pass. */
export function allNull(deriver: Deriver, table: Table | undefined, names: readonly string[]): boolean {
  return names.some((name) => {
    const column = columnOf(table, name);
    return (
      column?.born === deriver.model.change &&
      column.written !== deriver.model.change &&
      column.default === "none" &&
      !column.identity &&
      !column.generated
    );
  });
}

/** The statement makes `changed` of the column: an INSERT of running code may lack a value, or give NULL. */
export function reportRequired(
  deriver: Deriver,
  subject: TableSubject,
  name: string,
  changed: Partial<Column>,
  evidence?: "assumed",
): void {
  const { model } = deriver;
  const table = subject.relation;
  const column = columnOf(table, name);
  if (!table || !column) {
    if (changed.notNull !== undefined || changed.default !== undefined) {
      reportBreak(deriver, subject, breakOf("column", "required"), name, "assumed");
    }
    return;
  }
  if (isRequired(model, table, column) === true) return;
  const required = isRequired(model, table, { ...column, ...changed });
  if (required === false) {
    const refused = changed.notNull !== undefined && column.notNull !== "yes" && !isFresh(deriver, column);
    if (refused) reportBreak(deriver, subject, breakOf("column", "not null"), name, evidence);
    return;
  }
  const isAssumed = required === null || column.notNull === "unknown";
  reportBreak(deriver, subject, breakOf("column", "required"), name, isAssumed ? "assumed" : evidence);
}
