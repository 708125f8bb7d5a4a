/** DROP CONSTRAINT and VALIDATE CONSTRAINT. */
import type { Account, Work } from "../account.ts";
import { closeConstraint } from "../schema/cascade.ts";
import { nothingGone } from "../schema/gone.ts";
import { columnNames, constraintOf } from "../schema/lookup.ts";
import { tableById } from "../schema/model.ts";
import { notNullName } from "../schema/not-null.ts";
import type { Column, Constraint } from "../schema/relation.ts";
import { below, family, holdsRows, type TableSubject, tableSubject } from "../subject.ts";
import type { Subcommand } from "./alter-table.ts";
import { isFresh } from "./column.ts";
import { blocked, lockedByDrop, tellGone } from "./gone.ts";

function missingConstraint(account: Account, { subject, command }: Subcommand): boolean {
  const table = subject.relation;
  if (!table?.known) return false;
  account.fails({
    when: "always",
    relation: subject.name,
    reason: `constraint "${command.name}" of relation "${table.name}" does not exist`,
    sqlstate: "42704",
    isNew: subject.isNew,
  });
  return true;
}

export function dropConstraint(account: Account, subcommand: Subcommand): void {
  const { subject, command } = subcommand;
  const table = subject.relation;
  const target: Work = { subject, role: "target" };
  const constraint = constraintOf(table, command.name ?? "");
  if (!table || !constraint) {
    if (!command.missing_ok && !notNullNamed(table, command.name) && missingConstraint(account, subcommand))
      return;
    account.act("ALTER TABLE DROP CONSTRAINT", [target]);
    return;
  }
  const cascade = command.behavior === "DROP_CASCADE";
  const gone = nothingGone();
  closeConstraint(account.model, gone, table, constraint);
  const words = `constraint ${constraint.name} on table ${table.name}`;
  if (!cascade && blocked(account, gone, words, subject.name, subject.isNew)) return;
  const form =
    constraint.kind === "foreign key"
      ? "ALTER TABLE DROP CONSTRAINT foreign key"
      : cascade
        ? "ALTER TABLE DROP CONSTRAINT CASCADE"
        : "ALTER TABLE DROP CONSTRAINT";
  const children = new Set(gone.constraints.map((it) => it.table.id));
  const members = below(account.model, table).filter((it) => children.has(it.subject.relation?.id ?? 0));
  const roots = new Set([table.id, ...members.flatMap((it) => it.subject.relation?.id ?? [])]);
  account.act(form, [target, ...members, ...lockedByDrop(account, gone, roots)]);
  tellKey(account, subject, constraint);
  tellGone(account, { ...gone, relations: new Set() }, roots);
}

function notNullNamed(table: TableSubject["relation"], name: string | undefined): Column | undefined {
  return table?.columns.find((column) => column.notNull !== "no" && notNullName(table, column) === name);
}

/** ON CONFLICT and foreign keys of code that is still running rely on a key. */
function tellKey(account: Account, subject: TableSubject, constraint: Constraint): void {
  if (constraint.kind !== "primary key" && constraint.kind !== "unique" && constraint.kind !== "exclude")
    return;
  if (isFresh(account, constraint)) return;
  const what =
    constraint.kind === "primary key" ? "primary key dropped" : `${constraint.kind} constraint dropped`;
  account.breaks({ what, relation: subject.name, name: constraint.name, isNew: subject.isNew });
}

export function validateConstraint(account: Account, subcommand: Subcommand): void {
  const { subject, command, only } = subcommand;
  const name = command.name ?? "";
  const table = subject.relation;
  const constraint = constraintOf(table, name);
  const column = notNullNamed(table, name);
  if (!constraint && !column && missingConstraint(account, subcommand)) return;
  const at = { relation: subject.name, isNew: subject.isNew };
  if (constraint?.kind === "foreign key") {
    const referenced = tableById(account.model, constraint.references?.table);
    account.act("ALTER TABLE VALIDATE CONSTRAINT foreign key", [
      {
        subject,
        role: "target",
        ...(constraint.valid ? {} : { scan: { why: `validates foreign key ${name}`, inRewrite: false } }),
      },
      ...(referenced && !constraint.valid
        ? [{ subject: tableSubject(account.model, referenced), role: "referenced" as const }]
        : []),
    ]);
    if (constraint.valid || !table) return;
    const reason = `rows may violate foreign key ${name} (${columnNames(table, constraint.columns).join(", ")})`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23503" });
    return;
  }
  const valid = constraint ? constraint.valid : column?.notNull === "yes";
  account.act(
    "ALTER TABLE VALIDATE CONSTRAINT check",
    family(account.model, subject, only).map((member) => ({
      subject: member.subject,
      role: member.role,
      ...(valid || !holdsRows(member.subject)
        ? {}
        : { scan: { why: `checks constraint ${name}`, inRewrite: false }, assumed: !constraint && !column }),
    })),
  );
  if (valid) return;
  const evidence = constraint || column ? {} : { evidence: "assumed" as const };
  const sqlstate = column ? "23502" : "23514";
  account.fails({
    ...at,
    ...evidence,
    when: "on existing rows",
    reason: `rows may violate ${name}`,
    sqlstate,
  });
}
