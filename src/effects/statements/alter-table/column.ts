/** ALTER COLUMN SET and DROP DEFAULT, SET and DROP NOT NULL. */
import type { Account } from "../../account.ts";
import { scanOf } from "../../scans.ts";
import { parentsOf } from "../../schema/inheritance.ts";
import { columnOf } from "../../schema/lookup.ts";
import type { Column, Table } from "../../schema/relation.ts";
import { family, holdsRows, type Member, type TableSubject } from "../../subject.ts";
import { tellRequired } from "../newly-required.ts";
import { bareName } from "../relation-names.ts";
import type { Subcommand } from "./alter-table.ts";

/** A column that is not there, said where that is certain. True when the subcommand ends here. */
export function missingColumn(account: Account, { subject, command }: Subcommand): boolean {
  const name = command.name ?? "";
  const table = subject.relation;
  if (!table?.known || columnOf(table, name)) return false;
  account.fails({
    when: "always",
    relation: subject.name,
    reason: `column "${name}" of relation "${table.name}" does not exist`,
    sqlstate: "42703",
    isNew: subject.isNew,
  });
  return true;
}

export function changeColumnDefault(account: Account, subcommand: Subcommand): void {
  const { subject, command, only } = subcommand;
  if (missingColumn(account, subcommand)) return;
  const members = family(account.model, subject, only);
  const refusal = refusedDefault(columnOf(subject.relation, command.name ?? ""), subject);
  if (refusal !== null) {
    account.fails({
      when: "always",
      relation: subject.name,
      reason: refusal,
      sqlstate: "42601",
      isNew: subject.isNew,
    });
    return;
  }
  account.act(
    command.def ? "ALTER TABLE ALTER COLUMN SET DEFAULT" : "ALTER TABLE ALTER COLUMN DROP DEFAULT",
    members.map(({ subject, role }) => ({ subject, role })),
  );
  const column = columnOf(subject.relation, command.name ?? "");
  if (!command.def && column) tellRequired(account, subject, column.name, { default: "none" });
}

function refusedDefault(column: Column | undefined, subject: TableSubject): string | null {
  const words = `column "${column?.name}" of relation "${bareName(subject)}" is`;
  if (column?.identity) return `${words} an identity column`;
  return column?.generated ? `${words} a generated column` : null;
}

export function dropNotNull(account: Account, subcommand: Subcommand): void {
  if (missingColumn(account, subcommand)) return;
  const { subject, only, command } = subcommand;
  const refusal = requiredBy(account, subject, command.name ?? "");
  if (refusal !== null) {
    account.fails({
      when: "always",
      relation: subject.name,
      reason: refusal,
      sqlstate: "42P16",
      isNew: subject.isNew,
    });
    return;
  }
  account.act(
    "ALTER TABLE ALTER COLUMN DROP NOT NULL",
    family(account.model, subject, only).map(({ subject, role }) => ({ subject, role })),
  );
}

/** What keeps a column from becoming nullable. */
function requiredBy({ model }: Account, { relation: table }: TableSubject, name: string): string | null {
  const column = columnOf(table, name);
  if (!table || !column) return null;
  const key = table.constraints.some((it) => it.kind === "primary key" && it.columns.includes(column.number));
  if (key) return `column "${name}" is in a primary key`;
  if (column.identity) return `column "${name}" of relation "${table.name}" is an identity column`;
  const parent = parentsOf(model, table).find((it) => columnOf(it, name)?.notNull === "yes");
  return parent ? `column "${name}" is marked NOT NULL in parent table` : null;
}

/** Whether the table cannot hold a NULL in the column: null when that is not known. */
export function excludesNull(table: Table | undefined, column: Column | undefined): boolean | null {
  if (!table || !column) return null;
  if (column.notNull === "yes") return true;
  const proven = table.constraints.some(
    (it) => it.kind === "check" && it.valid && it.expression?.provesNotNull.includes(column.number),
  );
  if (proven) return true;
  return table.known && column.notNull !== "unknown" ? false : null;
}

export function setNotNull(account: Account, subcommand: Subcommand): void {
  if (missingColumn(account, subcommand)) return;
  const { subject, command, only } = subcommand;
  const name = command.name ?? "";
  const members = family(account.model, subject, only);
  account.act(
    "ALTER TABLE ALTER COLUMN SET NOT NULL",
    members.map((member) => ({ ...member, ...nullScan(member, name) })),
  );
  requireColumn(account, members, name);
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
  const column = columnOf(subject.relation, name);
  if (column?.notNull === "yes") return;
  const doubtful = members.map((it) =>
    excludesNull(it.subject.relation, columnOf(it.subject.relation, name)),
  );
  if (doubtful.every((excluded) => excluded === true)) return;
  const at = {
    relation: subject.name,
    isNew: subject.isNew,
    ...(doubtful.includes(false) ? {} : { evidence: "assumed" as const }),
  };
  const reason = `column "${name}" of relation "${subject.relation?.name ?? subject.name}" contains null values`;
  account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23502" });
  const isKnown = doubtful.includes(false);
  tellRequired(account, subject, name, { notNull: "yes" }, isKnown ? undefined : "assumed");
}
