/** ALTER COLUMN SET and DROP NOT NULL, and what NOT NULL asks of rows and of running code. */

import type { Deriver } from "../../deriver.ts";
import { type Refusal, refusal, refuseRows, refuseWith } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { columnOf, parentsOf } from "../../schema/lookup.ts";
import type { Column, Table } from "../../schema/relation.ts";
import { family, holdsRows, type Member } from "../../subject.ts";
import { reportRequired } from "../running-code.ts";
import { type ColumnAlteration, columnSubcommand } from "./column.ts";

export const setNotNull = columnSubcommand(
  (deriver, { subject, name, only }) => {
    const members = family(deriver.model, subject, only);
    deriver.act(
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      members.map((member) => ({ ...member, ...nullScan(member, name) })),
    );
    requireColumn(deriver, members, name);
  },
  () => ({ notNull: "yes" }),
);

export const dropNotNull = columnSubcommand(
  (deriver, alteration) => {
    const { subject, only } = alteration;
    const refused = refusalOf(deriver, alteration);
    if (refused) refuseWith(deriver, subject, refused);
    else deriver.act("ALTER TABLE ALTER COLUMN DROP NOT NULL", family(deriver.model, subject, only));
  },
  () => ({ notNull: "no", notNullName: null }),
);

/** What keeps a column from becoming nullable. */
function refusalOf({ model }: Deriver, { subject, name, column }: ColumnAlteration): Refusal | null {
  const table = subject.relation;
  if (!table || !column) return null;
  const key = table.constraints.some((it) => it.kind === "primary key" && it.columns.includes(column.number));
  if (key) return refusal('column "%s" is in a primary key', name);
  if (column.identity) {
    return refusal('column "%s" of relation "%s" is an identity column', name, table.name);
  }
  const parent = parentsOf(model, table).find((it) => columnOf(it, name)?.notNull === "yes");
  return parent ? refusal('column "%s" is marked NOT NULL in parent table', name) : null;
}

/** Whether the table cannot hold a NULL in the column: null when that is not known. */
function excludesNull(table: Table | undefined, column: Column | undefined): boolean | null {
  if (!table || !column) return null;
  if (column.notNull === "yes") return true;
  const proven = table.constraints.some(
    (it) => it.kind === "check" && it.valid && it.expression?.provesNotNull.includes(column.number),
  );
  if (proven) return true;
  return table.known && column.notNull !== "unknown" ? false : null;
}

/** The scan for nulls, unless something proves that there are none. */
export function nullScan({ subject }: Member, name: string) {
  const excluded = excludesNull(subject.relation, columnOf(subject.relation, name));
  if (excluded === true || !holdsRows(subject)) return {};
  return { scan: scanOf("not null", name), assumed: excluded === null };
}

/** What a column that may not be null any more does to existing rows and to running code. */
export function requireColumn(deriver: Deriver, members: readonly Member[], name: string): void {
  const [target] = members;
  if (!target) return;
  const { subject } = target;
  if (columnOf(subject.relation, name)?.notNull === "yes") return;
  const excluded = members.map(({ subject: { relation } }) =>
    excludesNull(relation, columnOf(relation, name)),
  );
  if (excluded.every((it) => it === true)) return;
  const evidence = excluded.includes(false) ? undefined : "assumed";
  refuseRows(
    deriver,
    { ...subject, ...(evidence ? { evidence } : {}) },
    'column "%s" of relation "%s" contains null values',
    name,
    subject.relation?.name ?? subject.name,
  );
  reportRequired(deriver, subject, name, { notNull: "yes" }, evidence);
}
