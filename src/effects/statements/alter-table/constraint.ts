/** ALTER and VALIDATE CONSTRAINT, and the constraint that a subcommand names. */

import { as, present } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { refuse, refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { tableById } from "../../schema/find-relation.ts";
import { childrenOf, columnNames, constraintOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { notNullName } from "../../schema/names.ts";
import { updateTable } from "../../schema/put-relation.ts";
import type { Column, Constraint, Table } from "../../schema/relation.ts";
import { family, holdsRows, type TableSubject, tableSubject } from "../../subject.ts";
import { reportBreak } from "../running-code.ts";
import { scanned } from "../works.ts";
import type { Alteration, Subcommand } from "./subcommand.ts";

/** Says that there is no such constraint where that is certain. True: the subcommand ends here. */
export function failsOnMissingConstraint(deriver: Deriver, subject: TableSubject, name: string): boolean {
  const table = subject.relation;
  if (!table?.known) return false;
  refuse(deriver, subject, 'constraint "%s" of relation "%s" does not exist', name, table.name);
  return true;
}

/** The column whose NOT NULL constraint has the name. */
export function notNullNamed(table: Table | undefined, name: string): Column | undefined {
  return table?.columns.find((column) => column.notNull !== "no" && notNullName(table, column) === name);
}

export const alterConstraint: Subcommand = {
  tell(deriver, subject, { command }) {
    const change = present(as(command.def, "ATAlterConstraint"));
    const name = change.conname ?? "";
    const constraint = constraintOf(subject.relation, name);
    const other = tableById(deriver.model, constraint?.references?.table);
    const referenced: Work[] = other
      ? [{ subject: tableSubject(deriver.model, other), role: "referenced" }]
      : [];
    if (!change.alterEnforceability)
      return deriver.act("ALTER TABLE ALTER CONSTRAINT", [{ subject, role: "target" }]);
    if (!change.is_enforced)
      return deriver.act("ALTER TABLE ALTER CONSTRAINT NOT ENFORCED", [
        { subject, role: "target" },
        ...referenced,
      ]);
    const scan = scanOf("foreign key", name);
    const done = constraint?.enforced === true;
    deriver.act("ALTER TABLE ALTER CONSTRAINT ENFORCED", [
      { subject, role: "target", ...(done ? {} : { scan }) },
      ...referenced,
    ]);
    if (done) return;
    refuseRows(deriver, subject, "rows may violate foreign key %s", name);
    reportBreak(deriver, subject, breakOf("foreign key", "added"), name);
  },
  apply(model, table, { command }) {
    const change = present(as(command.def, "ATAlterConstraint"));
    const { is_enforced: enforced = false, deferrable = false, initdeferred: deferred = false } = change;
    const changes = {
      ...(change.alterEnforceability ? { enforced, valid: enforced } : {}),
      ...(change.alterDeferrability ? { deferrable, deferred } : {}),
    };
    const constraints = table.constraints.map((it) =>
      it.name === change.conname ? { ...it, ...changes } : it,
    );
    updateTable(model, table.id, { constraints });
  },
};

export const validateConstraint: Subcommand = {
  tell(deriver, subject, alteration) {
    const { name = "" } = alteration.command;
    const constraint = constraintOf(subject.relation, name);
    const column = notNullNamed(subject.relation, name);
    if (!constraint && !column && failsOnMissingConstraint(deriver, subject, name)) return;
    if (constraint?.kind === "foreign key" && subject.relation)
      return validateForeignKey(deriver, subject, subject.relation, constraint, alteration);
    const valid = constraint ? constraint.valid : column?.notNull === "yes";
    const scan = scanOf("constraint", name);
    deriver.act(
      column && !constraint
        ? "ALTER TABLE VALIDATE CONSTRAINT not null"
        : "ALTER TABLE VALIDATE CONSTRAINT check",
      family(deriver.model, subject, alteration.only).map((member) => ({
        ...member,
        ...(valid || !holdsRows(member.subject) ? {} : { scan, assumed: !constraint && !column }),
      })),
    );
    if (valid) return;
    const sqlstate = column ? "23502" : "23514";
    const assumed = constraint || column ? {} : ({ evidence: "assumed" } as const);
    refuseRows(deriver, { ...subject, sqlstate, ...assumed }, "rows may violate %s", name);
  },
  apply: (model, table, { command: { name = "" } }) => validate(model, table, name),
};

function validateForeignKey(
  deriver: Deriver,
  subject: TableSubject,
  table: Table,
  constraint: Constraint,
  { only }: Alteration,
): void {
  const { model } = deriver;
  const { name, enforced, valid } = constraint;
  if (!enforced) {
    const text = 'cannot validate NOT ENFORCED constraint "%s" of relation "%s"';
    refuse(deriver, subject, text, name, table.name);
    return;
  }
  const partitioned = table.kind === "partitioned table" && childrenOf(model, table.id).length > 0;
  const members = family(model, subject, only || !partitioned || valid);
  const referenced = tableById(model, constraint.references?.table);
  deriver.act("ALTER TABLE VALIDATE CONSTRAINT foreign key", [
    ...scanned(members, valid ? null : scanOf("foreign key", name)),
    ...(referenced && !valid
      ? [{ subject: tableSubject(model, referenced), role: "referenced" as const }]
      : []),
  ]);
  if (valid) return;
  const columns = columnNames(table, constraint.columns).join(", ");
  refuseRows(deriver, subject, "rows may violate foreign key %s", `${name} (${columns})`);
}

function validate(model: SchemaModel, table: Table, name: string): void {
  const column = notNullNamed(table, name);
  updateTable(model, table.id, {
    constraints: table.constraints.map((it) => (it.name === name ? { ...it, valid: true } : it)),
    columns: table.columns.map((it) =>
      it === column && it.notNull === "not valid" ? { ...it, notNull: "yes" } : it,
    ),
  });
  const constraint = constraintOf(table, name);
  if (constraint && constraint.kind !== "check" && table.kind !== "partitioned table") return;
  for (const child of childrenOf(model, table.id)) validate(model, child, name);
}
