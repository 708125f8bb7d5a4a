/** DROP, ALTER and VALIDATE CONSTRAINT. */
import type { Form } from "../../../postgres/catalogue.ts";
import { as } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { scanOf } from "../../scans.ts";
import { closeConstraint } from "../../schema/cascade.ts";
import { nothingGone } from "../../schema/gone.ts";
import { childrenOf, columnNames, constraintOf } from "../../schema/lookup.ts";
import { tableById } from "../../schema/model.ts";
import { notNullName } from "../../schema/not-null.ts";
import type { Column, Constraint, Table } from "../../schema/relation.ts";
import { below, family, holdsRows, type TableSubject, tableSubject } from "../../subject.ts";
import { blocked, lockedByDrop, tellGone } from "../drop/dropped-objects.ts";
import { isFresh } from "../fresh-columns.ts";
import { referencedWorks } from "./add-foreign-key.ts";
import type { Subcommand } from "./alter-table.ts";

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
  // Whether the partitions have it or not: none of them may be in use.
  const isPartitioned = table?.kind === "partitioned table";
  if (!table || !constraint) {
    if (!command.missing_ok && !notNullNamed(table, command.name) && missingConstraint(account, subcommand))
      return;
    account.act("ALTER TABLE DROP CONSTRAINT", [
      target,
      ...(isPartitioned ? below(account.model, table) : []),
    ]);
    return;
  }
  const cascade = command.behavior === "DROP_CASCADE";
  const gone = nothingGone();
  closeConstraint(account.model, gone, table, constraint);
  const words = `constraint ${constraint.name} on table ${table.name}`;
  if (!cascade && blocked(account, gone, words, subject.name, subject.isNew)) return;
  const children = new Set(gone.constraints.map((it) => it.table.id));
  const members = below(account.model, table).filter(
    (it) => isPartitioned || children.has(it.subject.relation?.id ?? 0),
  );
  const roots = new Set([table.id, ...members.flatMap((it) => it.subject.relation?.id ?? [])]);
  if (constraint.kind === "foreign key") dropForeignKey(account, constraint, [target, ...members]);
  else {
    const form = cascade ? "ALTER TABLE DROP CONSTRAINT CASCADE" : "ALTER TABLE DROP CONSTRAINT";
    account.act("ALTER TABLE DROP CONSTRAINT", [target, ...members]);
    account.act(form, lockedByDrop(account, gone, roots));
  }
  tellKey(account, subject, constraint);
  tellGone(account, { ...gone, relations: new Set() }, roots);
}

/** The triggers of a foreign key go from the other table, too. */
function dropForeignKey(account: Account, constraint: Constraint, own: readonly Work[]): void {
  const table = tableById(account.model, constraint.references?.table);
  const other = table ? referencedWorks(account, tableSubject(account.model, table), null) : null;
  const [target] = own;
  const works = other && table?.id !== target?.subject.relation?.id ? other.works : [];
  const form: Form = other?.partitioned
    ? "ALTER TABLE DROP CONSTRAINT foreign key to partitioned"
    : constraint.enforced
      ? "ALTER TABLE DROP CONSTRAINT foreign key"
      : "ALTER TABLE DROP CONSTRAINT foreign key NOT ENFORCED";
  account.act(form, [...own, ...works]);
}

function notNullNamed(table: Table | undefined, name: string | undefined): Column | undefined {
  return table?.columns.find((column) => column.notNull !== "no" && notNullName(table, column) === name);
}

const KEYS = {
  "primary key": "primary key",
  unique: "unique constraint",
  exclude: "exclusion constraint",
} as const;

/** ON CONFLICT and foreign keys of code that is still running rely on a key. */
function tellKey(account: Account, subject: TableSubject, constraint: Constraint): void {
  if (constraint.kind !== "primary key" && constraint.kind !== "unique" && constraint.kind !== "exclude")
    return;
  if (isFresh(account, constraint)) return;
  const dropped = breakOf(KEYS[constraint.kind], "dropped");
  account.breaks({ ...dropped, relation: subject.name, name: constraint.name, isNew: subject.isNew });
}

export function alterConstraint(account: Account, { subject, command }: Subcommand): void {
  const change = as(command.def, "ATAlterConstraint");
  const constraint = constraintOf(subject.relation, change?.conname ?? command.name ?? "");
  const other = tableById(account.model, constraint?.references?.table);
  const referenced: Work[] = other
    ? [{ subject: tableSubject(account.model, other), role: "referenced" }]
    : [];
  if (!change?.alterEnforceability) {
    account.act("ALTER TABLE ALTER CONSTRAINT", [{ subject, role: "target" }]);
    return;
  }
  if (!change.is_enforced) {
    account.act("ALTER TABLE ALTER CONSTRAINT NOT ENFORCED", [{ subject, role: "target" }, ...referenced]);
    return;
  }
  const name = change.conname ?? "";
  const scan = scanOf("foreign key", name);
  const done = constraint?.enforced === true;
  account.act("ALTER TABLE ALTER CONSTRAINT ENFORCED", [
    { subject, role: "target", ...(done ? {} : { scan }) },
    ...referenced,
  ]);
  if (done) return;
  const at = { relation: subject.name, isNew: subject.isNew };
  const reason = `rows may violate foreign key ${name}`;
  account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23503" });
  account.breaks({ ...at, ...breakOf("foreign key", "added"), name });
}

export function validateConstraint(account: Account, subcommand: Subcommand): void {
  const { subject, command, only } = subcommand;
  const name = command.name ?? "";
  const constraint = constraintOf(subject.relation, name);
  const column = notNullNamed(subject.relation, name);
  if (!constraint && !column && missingConstraint(account, subcommand)) return;
  if (constraint?.kind === "foreign key" && subject.relation) {
    validateForeignKey(account, subject, subject.relation, constraint, only);
    return;
  }
  const at = { relation: subject.name, isNew: subject.isNew };
  const valid = constraint ? constraint.valid : column?.notNull === "yes";
  const scan = scanOf("constraint", name);
  account.act(
    column && !constraint
      ? "ALTER TABLE VALIDATE CONSTRAINT not null"
      : "ALTER TABLE VALIDATE CONSTRAINT check",
    family(account.model, subject, only).map((member) => ({
      ...member,
      ...(valid || !holdsRows(member.subject) ? {} : { scan, assumed: !constraint && !column }),
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

function validateForeignKey(
  account: Account,
  subject: TableSubject,
  table: Table,
  constraint: Constraint,
  only: boolean,
): void {
  const { model } = account;
  const at = { relation: subject.name, isNew: subject.isNew };
  if (!constraint.enforced) {
    const reason = `cannot validate NOT ENFORCED constraint "${constraint.name}" of relation "${table.name}"`;
    account.fails({ ...at, when: "always", reason, sqlstate: "42809" });
    return;
  }
  const partitioned = table.kind === "partitioned table" && childrenOf(model, table.id).length > 0;
  const members = family(model, subject, only || !partitioned || constraint.valid);
  const referenced = tableById(model, constraint.references?.table);
  const scan = scanOf("foreign key", constraint.name);
  account.act("ALTER TABLE VALIDATE CONSTRAINT foreign key", [
    ...members.map((member) => ({
      ...member,
      ...(constraint.valid || !holdsRows(member.subject) ? {} : { scan }),
    })),
    ...(referenced && !constraint.valid
      ? [{ subject: tableSubject(model, referenced), role: "referenced" as const }]
      : []),
  ]);
  if (constraint.valid) return;
  const columns = columnNames(table, constraint.columns).join(", ");
  const reason = `rows may violate foreign key ${constraint.name} (${columns})`;
  account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23503" });
}
