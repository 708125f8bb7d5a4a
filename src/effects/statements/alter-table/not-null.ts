/** ALTER COLUMN SET and DROP NOT NULL, and what NOT NULL asks of rows and of running code. */

import type { Account } from "../../account.ts";
import { scanOf } from "../../scans.ts";
import { parentsOf } from "../../schema/inheritance.ts";
import { columnOf } from "../../schema/lookup.ts";
import type { Column, Table } from "../../schema/relation.ts";
import { family, holdsRows, type Member } from "../../subject.ts";
import { tellRequired } from "../newly-required.ts";
import { refuse } from "../refuse.ts";
import { type ColumnAlteration, columnSubcommand } from "./column.ts";

export const setNotNull = columnSubcommand(
  (account, { subject, name, only }) => {
    const members = family(account.model, subject, only);
    account.act(
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      members.map((member) => ({ ...member, ...nullScan(member, name) })),
    );
    requireColumn(account, members, name);
  },
  () => ({ notNull: "yes" }),
);

export const dropNotNull = columnSubcommand(
  (account, alteration) => {
    const { subject, only } = alteration;
    const reason = requiredBy(account, alteration);
    if (reason !== null) refuse(account, subject, { reason, sqlstate: "42P16" });
    else account.act("ALTER TABLE ALTER COLUMN DROP NOT NULL", family(account.model, subject, only));
  },
  () => ({ notNull: "no", notNullName: null }),
);

/** What keeps a column from becoming nullable. */
function requiredBy({ model }: Account, { subject, name, column }: ColumnAlteration): string | null {
  const table = subject.relation;
  if (!table || !column) return null;
  const key = table.constraints.some((it) => it.kind === "primary key" && it.columns.includes(column.number));
  if (key) return `column "${name}" is in a primary key`;
  if (column.identity) return `column "${name}" of relation "${table.name}" is an identity column`;
  const parent = parentsOf(model, table).find((it) => columnOf(it, name)?.notNull === "yes");
  return parent ? `column "${name}" is marked NOT NULL in parent table` : null;
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
export function requireColumn(account: Account, members: readonly Member[], name: string): void {
  const [target] = members;
  if (!target) return;
  const { subject } = target;
  if (columnOf(subject.relation, name)?.notNull === "yes") return;
  const excluded = members.map(({ subject: { relation } }) =>
    excludesNull(relation, columnOf(relation, name)),
  );
  if (excluded.every((it) => it === true)) return;
  const evidence = excluded.includes(false) ? undefined : "assumed";
  account.fails({
    when: "on existing rows",
    relation: subject.name,
    reason: `column "${name}" of relation "${subject.relation?.name ?? subject.name}" contains null values`,
    sqlstate: "23502",
    isNew: subject.isNew,
    ...(evidence ? { evidence } : {}),
  });
  tellRequired(account, subject, name, { notNull: "yes" }, evidence);
}
