/** The table that a foreign key refers to: how it is locked, and whether it has the key. */
import type { Deriver, Work } from "../deriver.ts";
import { scanOf } from "../scans.ts";
import { columnOf, indexesOf } from "../schema/lookup.ts";
import { below, holdsRows, type TableSubject } from "../subject.ts";

/**
 * The referenced table, in the forms where it is partitioned as the parent of partitions that are locked, too;
 * `validated` is the name of the foreign key, if the rows are looked up.
 */
export function referencedWorks(
  { model }: Deriver,
  referenced: TableSubject,
  validated: string | null,
): { readonly partitioned: boolean; readonly works: readonly Work[] } {
  if (referenced.relation?.kind !== "partitioned table") {
    return { partitioned: false, works: [{ subject: referenced, role: "referenced" }] };
  }
  const partitions = below(model, referenced.relation).map(
    ({ subject }): Work => ({
      subject,
      role: "partition",
      shownAs: "referenced",
      ...(validated !== null && holdsRows(subject) ? { scan: scanOf("referenced keys", validated) } : {}),
    }),
  );
  return {
    partitioned: true,
    works: [{ subject: referenced, role: "parent", shownAs: "referenced" }, ...partitions],
  };
}

/** The referenced columns are certainly no key: the table and its indexes are known, and none fits. */
export function lacksKey({ model }: Deriver, referenced: TableSubject, names: readonly string[]): boolean {
  const table = referenced.relation;
  if (!table?.known) return false;
  if (names.length === 0) return !table.constraints.some((it) => it.kind === "primary key");
  const numbers = names.map((name) => columnOf(table, name)?.number);
  if (numbers.includes(undefined)) return false;
  return !indexesOf(model, table.id).some(
    (index) =>
      index.unique &&
      index.predicate === null &&
      index.keys.length === numbers.length &&
      index.keys.every((key) => "column" in key && numbers.includes(key.column)),
  );
}

/** The refusal of a foreign key to columns that are none; its value is the name of the referenced table. */
export const NO_KEY = 'there is no unique constraint matching given keys for referenced table "%s"';
