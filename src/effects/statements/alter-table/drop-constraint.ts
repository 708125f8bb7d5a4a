/** ALTER TABLE DROP CONSTRAINT. */

import type { Form } from "../../../postgres/catalogue.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { applyRemoval } from "../../schema/apply-removal.ts";
import { cascadeToConstraint } from "../../schema/cascade.ts";
import { tableById } from "../../schema/find-relation.ts";
import { constraintOf } from "../../schema/lookup.ts";
import { updateTable } from "../../schema/put-relation.ts";
import type { Constraint } from "../../schema/relation.ts";
import { newRemoval } from "../../schema/removal.ts";
import { below, type TableSubject, tableSubject } from "../../subject.ts";
import { blocked, lockedByDrop, reportRemoval } from "../drop/removal-effects.ts";
import { referencedWorks } from "../foreign-key.ts";
import { isFresh, reportBreak } from "../running-code.ts";
import { failsOnMissingConstraint, notNullNamed } from "./constraint.ts";
import type { Subcommand } from "./subcommand.ts";

export const dropConstraint: Subcommand = {
  tell(deriver, subject, { command }) {
    const { name = "", behavior, missing_ok: ifExists } = command;
    const table = subject.relation;
    const target: Work = { subject, role: "target" };
    const constraint = constraintOf(table, name);
    // Whether the partitions have it or not: none of them may be in use.
    const isPartitioned = table?.kind === "partitioned table";
    if (!table || !constraint) {
      if (!ifExists && !notNullNamed(table, name) && failsOnMissingConstraint(deriver, subject, name)) return;
      const partitions = isPartitioned ? below(deriver.model, table) : [];
      return deriver.act("ALTER TABLE DROP CONSTRAINT", [target, ...partitions]);
    }
    const cascade = behavior === "DROP_CASCADE";
    const removal = newRemoval();
    cascadeToConstraint(deriver.model, removal, table, constraint);
    const words = `constraint ${name} on table ${table.name}`;
    if (!cascade && blocked(deriver, removal, words, subject)) return;
    const children = new Set(removal.constraints.map((it) => it.table.id));
    const members = below(deriver.model, table).filter(
      (it) => isPartitioned || children.has(it.subject.relation?.id ?? 0),
    );
    const roots = new Set([table.id, ...members.flatMap((it) => it.subject.relation?.id ?? [])]);
    if (constraint.kind === "foreign key") dropForeignKey(deriver, constraint, [target, ...members]);
    else {
      const form = cascade ? "ALTER TABLE DROP CONSTRAINT CASCADE" : "ALTER TABLE DROP CONSTRAINT";
      deriver.act("ALTER TABLE DROP CONSTRAINT", [target, ...members]);
      deriver.act(form, lockedByDrop(deriver, removal, roots));
    }
    reportKeyDropped(deriver, subject, constraint);
    reportRemoval(deriver, { ...removal, relations: new Set() }, roots);
  },
  apply(model, table, { command: { name = "" } }) {
    const constraint = constraintOf(table, name);
    if (constraint) {
      const removal = newRemoval();
      cascadeToConstraint(model, removal, table, constraint);
      applyRemoval(model, removal);
      return;
    }
    const named = notNullNamed(table, name);
    const columns = table.columns.map((column) =>
      column === named ? { ...column, notNull: "no" as const, notNullName: null } : column,
    );
    updateTable(model, table.id, { columns });
  },
};

/** The triggers of a foreign key are dropped from the other table, too. */
function dropForeignKey(deriver: Deriver, constraint: Constraint, own: readonly Work[]): void {
  const table = tableById(deriver.model, constraint.references?.table);
  const other = table ? referencedWorks(deriver, tableSubject(deriver.model, table), null) : null;
  const [target] = own;
  const works = other && table?.id !== target?.subject.relation?.id ? other.works : [];
  const form: Form = other?.partitioned
    ? "ALTER TABLE DROP CONSTRAINT foreign key to partitioned"
    : constraint.enforced
      ? "ALTER TABLE DROP CONSTRAINT foreign key"
      : "ALTER TABLE DROP CONSTRAINT foreign key NOT ENFORCED";
  deriver.act(form, [...own, ...works]);
}

const KEYS = {
  "primary key": "primary key",
  unique: "unique constraint",
  exclude: "exclusion constraint",
  check: null,
  "not null": null,
  "foreign key": null,
} as const;

/** ON CONFLICT and foreign keys of code that is still running rely on a key. */
function reportKeyDropped(deriver: Deriver, subject: TableSubject, constraint: Constraint): void {
  const key = KEYS[constraint.kind];
  if (key === null || isFresh(deriver, constraint)) return;
  reportBreak(deriver, subject, breakOf(key, "dropped"), constraint.name);
}
